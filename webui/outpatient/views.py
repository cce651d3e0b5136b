"""Pages of the clinics: where today's patients stand, one visit, and how long things take."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from engine import clock
from engine.errors import InvalidInput, InvalidState
from engine.queries.worklist import worklist
from webui.access import actor_of, permitted
from webui.referrals.progress import own_processes
from webui.worklist.inbox import inbox_rows
from workflows.directory.models import Department
from workflows.directory.queries.own_organisations import own_organisations
from workflows.families.outpatient.commands.cancel_visit import CancelVisit, cancel_visit, may_cancel
from workflows.families.outpatient.queries.figures import figures
from workflows.families.outpatient.queries.visits import get_visit, visit_board

PERIODS = (1, 7, 30)


@require_GET
@permitted("read_visits")
def board(request: HttpRequest) -> HttpResponse:
    """Today's visits by where the patient stands; a change of the filters by script gets the columns alone."""
    actor = actor_of(request)
    own = own_organisations(actor, permission="read_visits")
    clinics = clinics_of([organisation.pk for organisation in own])
    chosen = next((clinic.pk for clinic in clinics if str(clinic.pk) == request.GET.get("clinic")), None)
    columns = visit_board(actor, department_id=chosen)
    context = {"columns": columns, "total": sum(column.total for column in columns), "clinics": clinics, "chosen": chosen}
    is_fragment = request.headers.get("HX-Request") == "true"
    return render(request, "webui/outpatient/columns.html" if is_fragment else "webui/outpatient/board.html", context)


def clinics_of(organisation_ids: list[int]) -> list[Department]:
    """Departments that hold, or held, clinic sessions."""
    found = Department.objects.filter(organisation_id__in=organisation_ids, clinic_sessions__isnull=False).distinct()
    return list(found.order_by("organisation__code", "code"))


@require_GET
@permitted("read_visits")
def visit(request: HttpRequest, number: str) -> HttpResponse:
    return render(request, "webui/outpatient/visit.html", visit_context(request, number))


def visit_context(request: HttpRequest, number: str) -> dict[str, Any]:
    actor = actor_of(request)
    view = get_visit(actor, number)
    return {
        "view": view,
        "case": view.line,
        "booking": view.booking,
        "patient": view.line.patient,
        "processes": own_processes(actor, view.instance_ids),
        "tasks": inbox_rows(actor, worklist(actor, business_keys=(view.line.number,)).rows),
        "may_cancel": may_cancel(actor, view),
    }


@require_POST
@permitted("cancel_instance")
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    try:
        cancel_visit(CancelVisit(actor_of(request), number, reason))
    except (InvalidInput, InvalidState) as refusal:
        context = {**visit_context(request, number), "refusal": refusal, "reason": reason}
        return render(request, "webui/outpatient/visit.html", context, status=refusal.http_status)
    messages.success(request, _("The visit %(number)s is being cancelled; its slot becomes free.") % {"number": number})
    return redirect("outpatient:visit", number=number)


@require_GET
@permitted("read_visits")
def figures_page(request: HttpRequest) -> HttpResponse:
    """ "Three long, one short" over the last days, for all clinics or one."""
    actor = actor_of(request)
    own = own_organisations(actor, permission="read_visits")
    clinics = clinics_of([organisation.pk for organisation in own])
    clinic = next((each for each in clinics if str(each.pk) == request.GET.get("clinic")), None)
    days = next((each for each in PERIODS if str(each) == request.GET.get("days")), PERIODS[1])
    now = clock.now()
    zone = ZoneInfo(own[0].zone) if own else ZoneInfo("UTC")
    since = datetime.combine(now.astimezone(zone).date() - timedelta(days=days - 1), time(0), zone)
    found = figures(actor, since, now + timedelta(seconds=1), department=clinic.code if clinic else "")
    context = {"found": found, "clinics": clinics, "chosen": clinic.pk if clinic else None, "periods": PERIODS, "days": days}
    return render(request, "webui/outpatient/figures.html", {**context, "since": since})
