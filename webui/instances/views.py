"""One process instance: where it stands, how it came there, what it waits for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from engine.commands.cancel_instance import CancelInstance, cancel_instance
from engine.errors import InvalidInput, InvalidState
from engine.queries.instance import InstanceDetail, history, instance
from engine.queries.recorded_events import first_broken_link
from webui.access import actor_of, permitted
from workflows.cases.queries.case_lines import case_of_instances
from workflows.directory.queries.names import organisation_names

from .deviating import deviations_context
from .diagram import diagram_document, task_links
from .operating import operating_context
from .story import told
from .variables import shown_variables


@require_GET
@permitted("read_instance")
def detail(request: HttpRequest, instance_id: UUID) -> HttpResponse:
    return render(request, "webui/instances/instance.html", instance_context(request, instance_id))


def instance_context(request: HttpRequest, instance_id: UUID) -> dict[str, Any]:
    """Raises: NotFound for an instance of another organisation."""
    actor = actor_of(request)
    found = instance(actor, instance_id)
    summary = found.summary
    rows = history(actor, instance_id)
    case = case_of_instances(actor, [instance_id]).get(instance_id)
    links = task_links(actor, found)
    is_auditing = found.can_operate or actor.may("quality", summary.organisation_id)
    is_operated = found.can_operate and summary.status in ("running", "suspended")
    shows_all = is_auditing and "all" in request.GET
    return {
        "found": found,
        "summary": summary,
        "case": case,
        "may_open_case": case is not None and actor.may_anywhere("read_patients"),
        "patient": case.patient if case else None,
        "organisation": organisation_names([summary.organisation_id]).get(summary.organisation_id),
        "document": diagram_document(found, links),
        "story": told(actor, found, rows, with_system=is_auditing),
        "places": [token for token in found.waiting if token.kind in ("user_task", "job", "incident")],
        "links": links,
        "messages_awaited": list(dict.fromkeys(name for name, _message in found.subscriptions)),
        "is_auditing": is_auditing,
        "events": rows if shows_all else [],
        "event_count": len(rows),
        "broken_at": first_broken_link(instance_id) if shows_all else None,
        "variables": _variables(found) if found.can_operate else [],
        **(operating_context(request, found) if is_operated else {}),
        "is_operated": is_operated,
        **deviations_context(actor, instance_id),
    }


def _variables(found: InstanceDetail) -> list[tuple[str, str]]:
    """By name; the values only for those who take part in the process."""
    if found.variables is None:
        return [(name, _("hidden")) for name in found.variable_names]
    return shown_variables(found.variables)


@require_POST
@permitted("read_instance")  # who may cancel is the model's to say; the command asks it
def cancel(request: HttpRequest, instance_id: UUID) -> HttpResponse:
    reason = request.POST.get("reason", "")
    try:
        cancel_instance(CancelInstance(actor_of(request), instance_id, reason))
    except (InvalidInput, InvalidState) as refusal:
        context = {**instance_context(request, instance_id), "refusal": refusal, "reason": reason}
        return render(request, "webui/instances/instance.html", context, status=refusal.http_status)
    messages.success(request, _("The process is cancelled. Its tasks and limits ended with it."))
    return redirect("instances:detail", instance_id=instance_id)
