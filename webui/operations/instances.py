"""Instances and their incidents, as operators see and mend them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from engine.actor import Actor
from engine.commands.resolve_incident import ResolveIncident, resolve_incident
from engine.commands.retry_incident import RetryIncident, retry_incident
from engine.errors import FormInvalid, InvalidInput, NotFound
from engine.queries import instance as instance_queries
from engine.queries import operations
from engine.queries.instance import InstanceDetail
from engine.queries.operations import IncidentRow
from engine.queries.steps import steps_of_process
from webui.access import actor_of, permitted
from webui.field_errors import field_errors
from webui.instances.diagram import diagram_document
from webui.instances.operating import corrected
from workflows.directory.queries.names import organisation_names

from .filters import filter_context, selection_from
from .mending import Entry, entries_of, mended_values
from .views import frame, with_places

PAGE_SIZE = 50
INCIDENT_STATES = ("open", "resolved", "cancelled")


@require_GET
@permitted("operate")
def instances(request: HttpRequest) -> HttpResponse:
    """All instances of the organisations that the operator looks after, newest first, narrowed by what is asked for."""
    actor = actor_of(request)
    chosen, page = selection_from(request.GET), request.GET.get("page", "1")
    if not page.isdecimal() or len(page) > 6:
        raise InvalidInput(_("Expected a state of instances and the number of a page."))
    number = max(1, int(page))
    rows, total = operations.operated_instances(actor, chosen, page=number, page_size=PAGE_SIZE)
    context = {
        **frame(actor, "instances"),
        **filter_context(actor, chosen, with_status=True),
        "rows": with_places(rows),
        "total": total,
        "page": number,
        "pages": Paginator(range(total), PAGE_SIZE).num_pages,
        "steps": steps_of_process(actor, chosen.process_key, chosen.version),
        "query": request.GET.urlencode(),
    }
    return render(request, "webui/operations/instances.html", context)


@require_GET
@permitted("operate")
def incident_of(request: HttpRequest, instance_id: UUID) -> HttpResponse:
    """From an instance to what stopped it. Raises: NotFound where nothing stands still."""
    for row in operations.incidents(actor_of(request), limit=10_000):
        if row.instance_id == instance_id:
            return redirect("operations:incident", incident_id=row.id)
    raise NotFound


@require_http_methods(["GET", "POST"])
@permitted("operate")
def incident(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """An incident, its values to mend, and the button that runs the step again."""
    actor = actor_of(request)
    found = find_incident(actor, incident_id)
    detail = instance_queries.instance(actor, found.instance_id)
    values_known, hidden = detail.variables or {}, () if detail.variables is not None else detail.variable_names
    entries, refusal = entries_of(values_known, hidden=hidden), None
    if request.method == "POST":
        try:
            values = mended_values(request.POST, values_known, hidden)
            retry_incident(RetryIncident(actor, incident_id, values))
        except FormInvalid as error:
            refusal, entries = error, entries_of(values_known, request.POST, hidden)
        else:
            notices.success(request, _("The step runs again. If it stops once more, it stands here as a new incident."))
            return redirect("instances:detail", instance_id=found.instance_id)
    context = {
        **frame(actor, "index"),
        "incident": found,
        "place": organisation_names([found.organisation_id]).get(found.organisation_id, ""),
        "name": detail.summary.name,
        "step": step_name(detail, found),
        "entries": entries,
        "errors": field_errors(refusal, labels_of(entries)),
        "document": diagram_document(detail, {}) if "BPMNShape" in detail.bpmn_xml else None,
    }
    return render(request, "webui/operations/incident.html", context, status=422 if refusal else 200)


@require_POST
@permitted("operate")
def resolve(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """The stopped step was done by hand: its result, one value, and the reason."""
    actor = actor_of(request)
    found = find_incident(actor, incident_id)
    values = corrected(request.POST.dict()) if request.POST.get("name", "").strip() else {}
    resolve_incident(ResolveIncident(actor, incident_id, request.POST.get("reason", ""), values))
    notices.success(request, _("The step counts as done by hand, and the process goes on."))
    return redirect("instances:detail", instance_id=found.instance_id)


def find_incident(actor: Actor, incident_id: UUID) -> IncidentRow:
    """Raises: NotFound, also for an incident of an organisation that the actor does not operate."""
    for state in INCIDENT_STATES:
        for row in operations.incidents(actor, state=state, limit=10_000):
            if row.id == incident_id:
                return row
    raise NotFound


def step_name(detail: InstanceDetail, found: IncidentRow) -> str:
    """The stopped step by its name in the model; by its id once it has gone on."""
    return next((place.activity_name for place in detail.waiting if place.activity_id == found.activity_id), found.activity_id)


def labels_of(entries: list[Entry]) -> dict[str, str]:
    return {entry.field: entry.name or str(_("New value")) for entry in entries}
