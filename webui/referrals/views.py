"""Pages of referrals. Both organisations see the same stages; each sees its own process behind them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from engine.errors import InvalidInput, InvalidState
from engine.queries.worklist import worklist
from webui.access import actor_of, permitted
from webui.sought import answered, sought_by
from webui.worklist.inbox import inbox_rows
from workflows.cases.commands.cancel_referral import CancelReferral, cancel_referral, may_cancel, tells_receiver
from workflows.cases.models import Case
from workflows.cases.queries.cases import get_case
from workflows.cases.queries.referral_board import BoardFilter, referral_board
from workflows.directory.queries.own_organisations import own_organisations

from .progress import own_processes, two_lanes
from .summary import department_name, slip_and_turns


@require_http_methods(["GET", "POST"])
@permitted("read_patients")
def board(request: HttpRequest) -> HttpResponse:
    """All referrals of one's organisations by stage; a change of the filters by script gets the columns alone."""
    actor = actor_of(request)
    own = own_organisations(actor)
    asked, sought = request.POST if request.method == "POST" else request.GET, sought_by(request)
    organisation_id = next((one.pk for one in own if str(one.pk) == asked.get("organisation")), None)
    chosen = BoardFilter(
        organisation_id=organisation_id,
        side=asked.get("side", "") if asked.get("side") in ("sent", "received") else "",
        direction=asked.get("direction", "") if asked.get("direction") in Case.Direction.values else "",
        urgency=asked.get("urgency", "") if asked.get("urgency") in Case.Urgency.values else "",
        search=sought.words,
    )
    filters = {"organisation": organisation_id, "side": chosen.side, "direction": chosen.direction, "urgency": chosen.urgency}
    columns = referral_board(actor, chosen)
    context = {
        "columns": columns,
        "total": sum(column.total for column in columns),
        "chosen": chosen,
        "search_is_gone": sought.is_gone,
        "is_narrowed": bool(sought.words or any(filters.values())),
        "own": own,
        "directions": Case.Direction.choices,
        "urgencies": Case.Urgency.choices,
    }
    is_fragment = request.headers.get("HX-Request") == "true"
    template = "webui/referrals/columns.html" if is_fragment else "webui/referrals/board.html"
    return answered(request, sought.address("referrals:index", **filters), render(request, template, context))


@require_GET
@permitted("read_patients", "read_instance")
def case(request: HttpRequest, number: str) -> HttpResponse:
    return render(request, "webui/referrals/case.html", case_context(request, number))


def case_context(request: HttpRequest, number: str) -> dict[str, Any]:
    actor = actor_of(request)
    view = get_case(actor, number)
    slip, turns = slip_and_turns(actor, view)
    return {
        "view": view,
        "case": view.line,
        "patient": view.line.patient,
        "steps": two_lanes(view),
        "slip": slip,
        "department": department_name(view),
        "turns": turns,
        "processes": own_processes(actor, view.instance_ids),
        "tasks": inbox_rows(actor, worklist(actor, business_keys=(view.line.number,)).rows),
        "may_cancel": may_cancel(actor, view),
        "tells_receiver": tells_receiver(view),
    }


@require_POST
@permitted("cancel_instance")
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the sender's process to cancel: it tells the receiver, if there is one, and waits for the confirmation."""
    actor = actor_of(request)
    receiver_hears = tells_receiver(get_case(actor, number))
    try:
        cancel_referral(CancelReferral(actor, number, request.POST.get("reason", "")))
    except (InvalidInput, InvalidState) as refusal:
        context = {**case_context(request, number), "refusal": refusal, "reason": request.POST.get("reason", "")}
        return render(request, "webui/referrals/case.html", context, status=refusal.http_status)
    if receiver_hears:
        done = _("The cancellation of %(number)s is on its way. Both sides see it here.")
    else:
        done = _("The cancellation of %(number)s is on its way. No receiver works on it, so nobody else is told.")
    messages.success(request, done % {"number": number})
    return redirect("referrals:case", number=number)
