"""One act on many instances: chosen by filters, rehearsed, confirmed, followed to its end."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from engine import feel
from engine.commands.decide_bulk_operation import (
    DecideBulkOperation,
    confirm_bulk_operation,
    continue_bulk_operation,
    pause_bulk_operation,
    stop_bulk_operation,
)
from engine.commands.plan_bulk_operation import PlanBulkOperation, plan_bulk_operation
from engine.commands.roll_back_migration import RollBackMigration, roll_back_migration
from engine.errors import InvalidInput, InvalidState, NotAuthorised
from engine.queries import operations
from engine.queries.bulk_operations import bulk_items, bulk_operation, bulk_operations
from engine.queries.steps import steps_of_process
from webui.access import actor_of, permitted
from webui.signature import needs_password, signed_at
from workflows.directory.queries.names import organisation_names, user_names

from .filters import filter_context, selection_from
from .views import frame

KINDS = (
    ("suspend", gettext_lazy("Suspend")),
    ("resume", gettext_lazy("Resume")),
    ("retry", gettext_lazy("Run stopped steps again")),
    ("resolve", gettext_lazy("Take stopped steps as done by hand")),
    ("move_token", gettext_lazy("Move from one step to another")),
    ("add_token", gettext_lazy("Begin a step besides")),
    ("cancel_token", gettext_lazy("End a step")),
    ("skip", gettext_lazy("Skip a step (second signature)")),
    ("set_variables", gettext_lazy("Correct values")),
    ("cancel", gettext_lazy("Cancel the processes")),
)
NAMES = {**dict(KINDS), "migrate": gettext_lazy("Migrate to another version")}
ACTS = {
    "confirm": (confirm_bulk_operation, gettext_lazy("It is under way. You may leave this page; the work goes on.")),
    "pause": (pause_bulk_operation, gettext_lazy("It is paused.")),
    "continue": (continue_bulk_operation, gettext_lazy("It goes on.")),
    "stop": (stop_bulk_operation, gettext_lazy("It has ended. What was done stays.")),
}


@require_GET
@permitted("operate")
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    rows = bulk_operations(actor)
    people = user_names(row.created_by_id for row in rows)
    listed = [(row, NAMES.get(row.kind, row.kind), people.get(row.created_by_id or 0)) for row in rows]
    return render(request, "webui/operations/bulk_list.html", {**frame(actor, "bulk_index"), "rows": listed})


@require_http_methods(["GET", "POST"])
@permitted("operate")
def new(request: HttpRequest) -> HttpResponse:
    """Who is meant, what is done, why. Nothing happens before the rehearsal is confirmed."""
    actor = actor_of(request)
    sent = request.POST if request.method == "POST" else request.GET
    selection = selection_from(sent)
    refusal = None
    if request.method == "POST":
        try:
            plan = PlanBulkOperation(actor, sent.get("kind", ""), selection, sent.get("reason", ""), _parameters(sent))
            return redirect("operations:bulk", operation_id=plan_bulk_operation(plan).pk)
        except InvalidInput as error:
            refusal = error
    rows, total = operations.operated_instances(actor, selection, page_size=8)
    context = {
        **frame(actor, "bulk_index"),
        **filter_context(actor, selection, with_status=True),
        "kinds": KINDS,
        "kind": sent.get("kind", "suspend"),
        "steps": steps_of_process(actor, selection.process_key, selection.version),
        "rows": rows,
        "total": total,
        "refusal": refusal,
        "sent": sent,
    }
    return render(request, "webui/operations/bulk_new.html", context, status=400 if refusal else 200)


@require_GET
@permitted("operate")
def detail(request: HttpRequest, operation_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    context = {**frame(actor, "bulk_index"), **_context(request, operation_id)}
    template = "webui/operations/bulk_progress.html" if request.headers.get("HX-Request") else "webui/operations/bulk.html"
    return render(request, template, context)


@require_POST
@permitted("operate")
def decide(request: HttpRequest, operation_id: UUID, word: str) -> HttpResponse:
    actor = actor_of(request)
    try:
        if word == "roll-back":
            planned = roll_back_migration(RollBackMigration(actor, operation_id, request.POST.get("reason", "")))
            notices.success(request, _("The way back is being rehearsed."))
            return redirect("operations:bulk", operation_id=planned.pk)
        if word not in ACTS:
            raise Http404
        act, done = ACTS[word]
        act(DecideBulkOperation(actor, operation_id, signed_at(request) if word == "confirm" else None))
    except (InvalidInput, InvalidState, NotAuthorised) as refusal:
        context = {**frame(actor, "bulk_index"), **_context(request, operation_id), "refusal": refusal}
        return render(request, "webui/operations/bulk.html", context, status=refusal.http_status)
    notices.success(request, str(done))
    return redirect("operations:bulk", operation_id=operation_id)


def _context(request: HttpRequest, operation_id: UUID) -> dict[str, Any]:
    actor = actor_of(request)
    row = bulk_operation(actor, operation_id)
    items = bulk_items(actor, operation_id)
    names = organisation_names(item.organisation_id for item in items)
    people = user_names([row.created_by_id, row.confirmed_by_id])
    reasons: dict[str, int] = {}
    for item in items:
        if item.state in ("blocked", "failed"):
            reasons[item.message] = reasons.get(item.message, 0) + 1
    return {
        "row": row,
        "kind": NAMES.get(row.kind, row.kind),
        "items": [(item, str(names.get(item.organisation_id, ""))) for item in items],
        "reasons": sorted(reasons.items(), key=lambda pair: -pair[1]),
        "creator": people.get(row.created_by_id or 0),
        "confirmer": people.get(row.confirmed_by_id or 0),
        "is_moving": row.state in ("previewing", "running"),
        "needs_password": row.is_signed and needs_password(request),
        "needs_second": row.is_signed and row.created_by_id == actor.id,
        "can_roll_back": row.kind == "migrate" and row.state in ("done", "stopped", "paused") and row.counts["done"],
    }


def _parameters(sent: Any) -> dict[str, Any]:
    """Raises: InvalidInput for a value that is not JSON."""
    found: dict[str, Any] = {}
    if sent.get("at", "").strip():
        found["activity_id"] = sent["at"].strip()[:200]
    if sent.get("to", "").strip():
        found["target_id"] = sent["to"].strip()[:200]
    if sent.get("name", "").strip():
        try:
            value = json.loads(sent.get("value", ""))
            feel.from_json(value)
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise InvalidInput(_("Expected JSON: text in double quotes, or a number, true, false or null.")) from error
        found["variables"] = {sent["name"].strip()[:200]: value}
    return found
