"""Pages of patients. Commands and queries decide who sees and does what; views only translate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from engine import clock
from engine.actor import Actor
from engine.errors import Conflict, FormInvalid
from engine.queries.definitions import startable
from webui.access import actor_of, permitted
from webui.field_errors import field_errors
from webui.outpatient.booking import booking_organisations
from webui.sought import answered, sought_by
from workflows.cases.commands.open_referral import PROCESS_KEY, OpenReferral, open_referral
from workflows.cases.models import Case
from workflows.cases.queries.cases import cases_of_patient
from workflows.directory.models import Organisation
from workflows.directory.queries.own_organisations import own_organisations
from workflows.patients.commands.register_patient import MAX_AGE_YEARS, RegisterPatient, register_patient
from workflows.patients.models import Patient
from workflows.patients.queries.patients import find_patients, get_patient_by_id

from .words import display_name

REGISTER_FIELDS = ("name", "name_latin", "sex", "born_on", "phone", "address", "allergies", "id_number", "code")
LABELS: Mapping[str, Any] = {name: getattr(Patient._meta.get_field(name), "verbose_name", name) for name in REGISTER_FIELDS}


@require_http_methods(["GET", "POST"])
@permitted("read_patients")
def index(request: HttpRequest) -> HttpResponse:
    """The list, with its search. A search by script gets the results alone."""
    actor = actor_of(request)
    asked = request.POST if request.method == "POST" else request.GET
    own = own_organisations(actor, permission="read_patients")
    number = _number(asked.get("organisation"))
    chosen = number if number in {organisation.pk for organisation in own} else None
    sought = sought_by(request)
    address = sought.address("patients:index", organisation=chosen)
    context = {
        "found": find_patients(
            actor,
            sought.words,
            page=_number(asked.get("page")) or 1,
            organisation_id=chosen,
            is_by_latin_name=not (get_language() or "en").startswith("zh"),
        ),
        "search": sought.words,
        "search_is_gone": sought.is_gone,
        "here": address,
        "own": own,
        "chosen": chosen,
        "may_register": actor.may_anywhere("register_patient"),
    }
    is_fragment = request.headers.get("HX-Request") == "true"
    template = "webui/patients/results.html" if is_fragment else "webui/patients/index.html"
    return answered(request, address, render(request, template, context))


@require_GET
@permitted("read_patients")
def detail(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    patient = get_patient_by_id(actor, patient_id)
    cases = cases_of_patient(actor, patient.pk)
    visits = cases_of_patient(actor, patient.pk, kind=Case.Kind.VISIT) if actor.may_anywhere("read_visits") else []
    context = {
        "patient": patient,
        "live": [case for case in cases if case.closed_at is None],
        "ended": [case for case in cases if case.closed_at is not None],
        "visits": visits,
        "may_book": _is_active(patient) and bool(booking_organisations(actor)),
        "sees_visits": actor.may_anywhere("read_visits"),
        "starts": starts_for(referring_organisations(actor)) if _is_active(patient) else (),
    }
    return render(request, "webui/patients/detail.html", context)


@require_http_methods(["GET", "POST"])
@permitted("register_patient")
def register(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    own = own_organisations(actor, permission="register_patient")
    if request.method == "GET":
        return _register_page(request, own, {})
    values = {name: request.POST.get(name, "") for name in REGISTER_FIELDS}
    organisation_id = _number(request.POST.get("organisation")) or (own[0].pk if own else 0)
    try:
        patient = register_patient(RegisterPatient(actor=actor, organisation_id=organisation_id, **values))
    except FormInvalid as refusal:
        return _register_page(request, own, values, refusal)
    messages.success(
        request, _("%(name)s is registered. Next: start a referral, or go back to the list.") % {"name": patient.name}
    )
    return redirect("patients:detail", patient_id=patient.pk)


def _register_page(
    request: HttpRequest, own: list[Organisation], values: Mapping[str, str], refusal: FormInvalid | None = None
) -> HttpResponse:
    today = own[0].local_date(clock.now()) if own else clock.now().date()
    context = {
        "own": own,
        "chosen": _number(request.POST.get("organisation")),
        "values": values,
        "errors": field_errors(refusal, LABELS),
        "sexes": Patient.Sex.choices,
        "today": today,
        "earliest_year": today.year - MAX_AGE_YEARS,
    }
    return render(request, "webui/patients/register.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
@permitted("start_instance")
def refer(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Ask what for and how urgent, then open the referral and go on with its first task."""
    actor = actor_of(request)
    patient = get_patient_by_id(actor, patient_id)
    own = referring_organisations(actor)
    asked = request.POST if request.method == "POST" else request.GET
    if request.method == "GET":
        return _refer_page(request, patient, own, asked)
    try:
        opened = open_referral(
            OpenReferral(
                actor=actor,
                patient_id=patient.pk,
                organisation_id=_number(asked.get("organisation")) or (own[0].pk if own else 0),
                problem=asked.get("problem", ""),
                direction=asked.get("direction", ""),
                urgency=Case.Urgency.EMERGENCY if _is_green(asked) else asked.get("urgency", ""),
                request_key=asked.get("request_key", ""),
            )
        )
    except (FormInvalid, Conflict) as refusal:
        return _refer_page(request, patient, own, asked, refusal)
    values = {"number": opened.case.number, "name": display_name(patient)}
    messages.success(request, _("Referral %(number)s for %(name)s is open.") % values)
    if opened.opened_user_tasks:
        return redirect("work:task", user_task_id=opened.opened_user_tasks[0])
    return redirect("referrals:case", number=opened.case.number)


def _refer_page(
    request: HttpRequest,
    patient: Patient,
    own: list[Organisation],
    asked: QueryDict,
    refusal: FormInvalid | Conflict | None = None,
) -> HttpResponse:
    direction = asked.get("direction", "")
    if direction not in Case.Direction.values:
        direction = Case.Direction.UP if not own or _refers_up(own[0]) else Case.Direction.DOWN
    labels = {"problem": _("Problem"), "urgency": _("Urgency"), "direction": _("Direction")}
    context = {
        "patient": patient,
        "request_key": asked.get("request_key", "") or uuid4().hex,
        "own": own,
        "chosen": _number(asked.get("organisation")),
        "direction": direction,
        "is_up": direction == Case.Direction.UP,
        "is_green": _is_green(asked) or (request.method == "GET" and asked.get("urgency") == Case.Urgency.EMERGENCY),
        "urgencies": Case.Urgency.choices,
        "urgency": asked.get("urgency") or Case.Urgency.ROUTINE,
        "problem": asked.get("problem", ""),
        "errors": field_errors(refusal, labels) if isinstance(refusal, FormInvalid) else [],
        "conflict": refusal if isinstance(refusal, Conflict) else None,
    }
    return render(request, "webui/patients/refer.html", context, status=refusal.http_status if refusal else 200)


def referring_organisations(actor: Actor) -> list[Organisation]:
    """Where the actor may open a referral: the published process decides whose roles start it."""
    own = own_organisations(actor, permission="start_instance")
    return [one for one in own if any(process.key == PROCESS_KEY for process in startable(actor, one.pk))]


def starts_for(own: list[Organisation]) -> list[dict[str, str]]:
    """The referrals that these organisations start: upward from centres and township hospitals, downward from hospitals."""
    starts = []
    if any(_refers_up(organisation) for organisation in own):
        starts.append({"direction": "up", "urgency": "", "label": _("Start up-referral"), "icon": "arrow_forward"})
        starts.append({"direction": "up", "urgency": "emergency", "label": _("Emergency green channel"), "icon": "emergency"})
    if any(organisation.kind != Organisation.Kind.COMMUNITY_CENTRE for organisation in own):
        starts.append({"direction": "down", "urgency": "", "label": _("Start down-referral"), "icon": "home_health"})
    return starts


def _refers_up(organisation: Organisation) -> bool:
    return organisation.kind != Organisation.Kind.HOSPITAL


def _is_green(asked: QueryDict) -> bool:
    """Sent from the page of the emergency green channel, which offers no other urgency."""
    return asked.get("green") == "1"


def _is_active(patient: Patient) -> bool:
    return patient.status == Patient.Status.ACTIVE


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None
