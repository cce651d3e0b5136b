"""What the page of one task shows: patient, instruction, form, who may do what, and what was filled in before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from engine.actor import Actor
from engine.errors import EngineError, FormInvalid, NotFound
from engine.queries.earlier_forms import earlier_forms
from engine.queries.user_task import UserTaskDetail, user_task
from webui.access import actor_of
from webui.form_times import in_zone
from webui.words import listed
from workflows.cases.queries.case_lines import CaseLine, case_of_instances
from workflows.directory.queries.names import organisation_names, user_names
from workflows.directory.queries.staff import staff_of
from workflows.form_options import options_for

from .inbox import role_label


@dataclass(frozen=True, slots=True)
class Colleague:
    id: int
    name: str
    role: str
    is_absent: bool


def task_context(
    request: HttpRequest,
    user_task_id: UUID,
    *,
    refusal: EngineError | None = None,
    typed: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Raises: NotFound for a task that the actor does not reach. `typed`: what a refused form had sent, kept in it."""
    actor = actor_of(request)
    detail = user_task(actor, user_task_id)
    row = detail.row
    case = case_of_instances(actor, [row.instance_id]).get(row.instance_id)
    holder = user_names([row.assignee_id]).get(row.assignee_id or 0)
    return {
        "detail": detail,
        "task": row,
        "case": case,
        "patient": case.patient if case else None,
        "organisation": organisation_names([row.organisation_id]).get(row.organisation_id),
        "holder": holder,
        "groups_named": listed(dict.fromkeys(role_label(group) for group in row.candidate_groups)),
        "form_document": form_document(detail, refusal, typed),
        "earlier": earlier_documents(actor, detail),
        "colleagues": colleagues(actor, detail) if detail.is_open and (detail.is_mine or detail.can_assign) else [],
        "action_words": detail.action or _("Complete"),
        "refusal": refusal,
        "context_line": context_line(case),
        "is_in_inbox": request.GET.get("in") == "inbox" or request.POST.get("from") == "inbox" or "task" in request.GET,
    }


def form_document(
    detail: UserTaskDetail, refusal: EngineError | None = None, typed: Mapping[str, Any] | None = None
) -> dict[str, Any] | None:
    """What the form entry of the bundle draws: the schema, known values (marked as such), and errors of a refused sending."""
    schema = detail.rendered_form(options_for(detail.row.process_key, detail.row.organisation_id))
    if schema is None:
        return None
    known = dict(detail.form_data())
    errors: dict[str, list[str]] = {}
    if isinstance(refusal, FormInvalid):
        errors = {name: [str(message) for message in messages] for name, messages in refusal.field_errors.items()}
    return {**in_zone(schema, {**known, **(typed or {})}, detail.zone), "known": sorted(known), "errors": errors}


def earlier_documents(actor: Actor, detail: UserTaskDetail) -> list[dict[str, Any]]:
    """The forms that were completed before in this process, newest first, each folded."""
    options = options_for(detail.row.process_key, detail.row.organisation_id)
    try:
        found = earlier_forms(actor, detail.row.instance_id, without=detail.row.id if detail.is_open else None, options=options)
    except NotFound:  # may do this task, but not read its process
        return []
    names = user_names([each.actor_id for each in found])
    return [
        {
            "id": f"earlier-{number}",
            "user_task_id": each.user_task_id,
            "title": each.name,
            "by": str(names.get(each.actor_id or 0, "")),
            "at": each.at,
            "document": in_zone(each.schema, each.data, each.zone),
        }
        for number, each in enumerate(found)
    ]


def colleagues(actor: Actor, detail: UserTaskDetail) -> list[Colleague]:
    """People of the organisation whose role may do this task, without the reader and without its holder."""
    row = detail.row
    found: dict[int, Colleague] = {}
    for person in staff_of(actor, row.organisation_id):
        group = f"{person.role}@{person.department_code}"
        if group not in row.candidate_groups or person.user_id in (row.assignee_id, actor.id):
            continue
        found.setdefault(
            person.user_id, Colleague(person.user_id, person.name, person.role_label, person.absent_until is not None)
        )
    return sorted(found.values(), key=lambda colleague: (colleague.is_absent, colleague.name))


def context_line(case: CaseLine | None) -> str:
    """ "Up-referral H2611220001 · chest pain · Hexi Centre → Yuanshan Hospital"."""
    if case is None:
        return ""
    ways = [str(name) for name in (case.from_organisation, case.to_organisation) if name]
    return " · ".join([f"{case.direction_label} {case.number}", case.problem, " → ".join(ways)])
