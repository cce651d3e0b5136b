"""Versions of processes: what runs on each, where its tokens stand, who may start it, and the way to another version."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from engine.commands.pin_version import pin_version
from engine.commands.plan_bulk_operation import PlanBulkOperation, plan_bulk_operation
from engine.commands.resume_definition import resume_definition
from engine.commands.suspend_definition import suspend_definition
from engine.commands.unpin_version import unpin_version
from engine.commands.version_rules import RuleOnVersion
from engine.errors import InvalidInput, InvalidState
from engine.queries.definition_board import VersionDetail, mapping_lines, version, versions
from engine.selection import Selection, operated_organisations
from webui.access import actor_of, permitted
from workflows.directory.queries.names import organisation_names, user_names

from .views import frame

ACTS = {
    "hold": (suspend_definition, gettext_lazy("It starts no new instances there any more. Those that run go on.")),
    "release": (resume_definition, gettext_lazy("It may start again there.")),
    "pin": (pin_version, gettext_lazy("New instances there take this version, whatever is published.")),
    "unpin": (unpin_version, gettext_lazy("New instances there take the newest version again.")),
}


@require_GET
@permitted("operate")
def definitions(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    rows = versions(actor)
    names = organisation_names(rule.organisation_id for row in rows for rule in row.rules)
    context = {**frame(actor, "definitions"), "rows": rows, "names": {key: str(name) for key, name in names.items()}}
    return render(request, "webui/operations/definitions.html", context)


@require_GET
@permitted("operate")
def definition(request: HttpRequest, row_id: int) -> HttpResponse:
    return render(request, "webui/operations/version.html", _context(request, row_id))


@require_POST
@permitted("operate")
def rule(request: HttpRequest, row_id: int, rule: str) -> HttpResponse:
    if rule not in ACTS:
        raise Http404
    act, done = ACTS[rule]
    place = request.POST.get("organisation", "")
    reason = request.POST.get("reason", "")
    try:
        if not place.isdecimal() or len(place) > 9:
            raise InvalidInput(_("Expected one of your organisations."))
        act(RuleOnVersion(actor_of(request), row_id, int(place), reason))
    except (InvalidInput, InvalidState) as refusal:
        context = {**_context(request, row_id), "refusal": refusal}
        return render(request, "webui/operations/version.html", context, status=refusal.http_status)
    notices.success(request, str(done))
    return redirect("operations:definition", row_id=row_id)


@require_http_methods(["GET", "POST"])
@permitted("operate")
def migrate(request: HttpRequest, row_id: int) -> HttpResponse:
    """The mapping as a plain table; posting it plans the migration, which is rehearsed on everybody before anybody moves."""
    actor = actor_of(request)
    found = version(actor, row_id)
    sent = request.POST if request.method == "POST" else request.GET
    target = _target(found, sent.get("target", ""))
    asked = {key.removeprefix("to-"): str(value) for key, value in request.POST.items() if key.startswith("to-")}
    lines = mapping_lines(actor, row_id, target.id, asked) if target else []
    refusal = None
    if request.method == "POST" and target:
        mapping = {line.step.activity_id: line.chosen for line in lines if line.chosen}
        size = sent.get("batch_size", "0")
        try:
            if not size.isdecimal() or len(size) > 6:
                raise InvalidInput(_("Expected a number of instances in a batch, or 0 for all at once."))
            planned = plan_bulk_operation(
                PlanBulkOperation(
                    actor,
                    "migrate",
                    Selection(process_key=found.row.key, version=found.row.version),
                    sent.get("reason", ""),
                    {"mapping": mapping},
                    target_definition_id=target.id,
                    batch_size=int(size),
                )
            )
            return redirect("operations:bulk", operation_id=planned.pk)
        except InvalidInput as error:
            refusal = error
    context = {**frame(actor, "definitions"), "found": found, "target": target, "lines": lines, "refusal": refusal, "sent": sent}
    return render(request, "webui/operations/migrate.html", context, status=400 if refusal else 200)


def _target(found: VersionDetail, text: str) -> Any:
    """The version asked for, else the active one, else the newest other one."""
    others = {str(row.id): row for row in found.others}
    return others.get(text) or next((row for row in found.others if row.is_active), None) or next(iter(found.others), None)


def _context(request: HttpRequest, row_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    found = version(actor, row_id)
    names = organisation_names(operated_organisations(actor))
    people = user_names(rule.placed_by_id for rule in found.row.rules)
    badges = [
        {
            "element": step.activity_id,
            "kind": "incident" if step.stopped else "here",
            "count": step.tokens,
            "title": _("Stopped by a problem") if step.stopped else _("Waits here"),
        }
        for step in found.steps
    ]
    drawing = {"xml": found.bpmn_xml, "badges": badges, "taken": [], "focus": None}
    return {
        **frame(actor, "definitions"),
        "found": found,
        "document": drawing if "BPMNShape" in found.bpmn_xml else None,
        "places": sorted(((key, str(name)) for key, name in names.items()), key=lambda pair: pair[1]),
        "rules": [(rule, str(names.get(rule.organisation_id, "")), _who(people, rule.placed_by_id)) for rule in found.row.rules],
    }


def _who(people: Any, user_id: int | None) -> str:
    return str(people.get(user_id, ""))
