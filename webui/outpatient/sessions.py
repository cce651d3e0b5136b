"""Pages of clinic sessions: a day's slots, opening more, closing one, the rule for the slots kept for primary care."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from engine import clock
from engine.errors import Conflict, FormInvalid
from webui.access import actor_of, permitted
from webui.days import may_be_asked_for
from webui.field_errors import field_errors
from workflows.directory.models import Department, Organisation
from workflows.directory.queries.own_organisations import own_organisations
from workflows.directory.queries.staff import staff_of
from workflows.families.outpatient.commands.change_session import CloseSession, SetBookingRule, close_session, set_booking_rule
from workflows.families.outpatient.commands.open_session import OpenSession, open_session
from workflows.families.outpatient.queries.sessions import booking_rule, sessions_on

DAYS_SHOWN = 7
NOT_CLINICS = frozenset({"quality", "informatics", "referral_office", "registration", "pharmacy", "medical_records"})
FIELDS = ("on", "start", "end", "capacity", "clinic", "doctor")


@require_GET
@permitted("read_visits")
def index(request: HttpRequest) -> HttpResponse:
    return _page(request, {})


def _page(request: HttpRequest, values: Mapping[str, str], refusal: FormInvalid | Conflict | None = None) -> HttpResponse:
    actor = actor_of(request)
    own = own_organisations(actor, permission="read_visits")
    asked = request.POST if request.method == "POST" else request.GET
    organisation = next((one for one in own if str(one.pk) == asked.get("organisation")), own[0])
    today = organisation.local_date(clock.now())
    on = _day(asked.get("day")) or today
    may_manage = actor.may("manage_sessions", organisation.pk)
    labels = {"on": _("Day"), "start": _("From"), "end": _("Until"), "capacity": _("Slots"), "doctor": _("Doctor")}
    labels |= {
        "reserved_percent": _("Kept for primary care, percent"),
        "reserve_opens_hours": _("Opens to everybody, hours before"),
    }
    context = {
        "own": own,
        "organisation": organisation,
        "day": on,
        "days": [today + timedelta(days=offset) for offset in range(DAYS_SHOWN)],
        "lines": sessions_on(actor, organisation, on),
        "may_manage": may_manage,
        "may_book": actor.may("book_visit", organisation.pk),
        "clinics": _clinics(organisation) if may_manage else (),
        "doctors": _doctors(request, organisation) if may_manage else (),
        "rule": booking_rule(organisation.pk),
        "values": values,
        "errors": field_errors(refusal, labels) if isinstance(refusal, FormInvalid) else [],
        "conflict": refusal if isinstance(refusal, Conflict) else None,
    }
    return render(request, "webui/outpatient/sessions.html", context, status=refusal.http_status if refusal else 200)


@require_POST
@permitted("manage_sessions")
def open_new(request: HttpRequest) -> HttpResponse:
    values = {name: request.POST.get(name, "").strip() for name in FIELDS}
    command = OpenSession(
        actor_of(request),
        _number(request.POST.get("organisation")) or 0,
        _number(values["clinic"]) or 0,
        values["on"],
        values["start"],
        values["end"],
        _number(values["capacity"]) or 0,
        _number(values["doctor"]),
    )
    try:
        session = open_session(command)
    except (FormInvalid, Conflict) as refusal:
        return _page(request, values, refusal)
    messages.success(request, _("The session is open. Next: book patients from their pages."))
    return redirect(f"{reverse('outpatient:sessions')}?organisation={session.organisation_id}&day={values['on']}")


@require_POST
@permitted("manage_sessions")
def close(request: HttpRequest, session_id: int) -> HttpResponse:
    is_closed = request.POST.get("act") != "open"
    session = close_session(CloseSession(actor_of(request), session_id, is_closed))
    done = _("The session takes no more bookings. Who is booked stays.") if is_closed else _("The session takes bookings again.")
    messages.success(request, done)
    day = session.organisation.local_date(session.starts_at)
    return redirect(f"{reverse('outpatient:sessions')}?organisation={session.organisation_id}&day={day.isoformat()}")


@require_POST
@permitted("manage_sessions")
def set_rule(request: HttpRequest) -> HttpResponse:
    organisation_id = _number(request.POST.get("organisation")) or 0
    percent, hours = _number(request.POST.get("reserved_percent")), _number(request.POST.get("reserve_opens_hours"))
    try:
        set_booking_rule(
            SetBookingRule(actor_of(request), organisation_id, -1 if percent is None else percent, -1 if hours is None else hours)
        )
    except FormInvalid as refusal:
        return _page(request, {}, refusal)
    messages.success(request, _("The rule holds for sessions that are opened from now on."))
    return redirect(f"{reverse('outpatient:sessions')}?organisation={organisation_id}")


def _clinics(organisation: Organisation) -> list[Department]:
    found = organisation.departments.filter(is_active=True).exclude(code__in=NOT_CLINICS)
    return list(found.order_by("code"))


def _doctors(request: HttpRequest, organisation: Organisation) -> list[Any]:
    people = staff_of(actor_of(request), organisation.pk)
    return [row for row in people if row.role in ("doctor", "department_head") and row.is_current]


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if may_be_asked_for(day) else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
