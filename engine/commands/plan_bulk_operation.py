"""Plan one act on many instances: who is meant, what is done, why. Workers then rehearse it on each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine import clock, definitions
from engine.actor import Actor
from engine.commands.bulk_acts import KINDS, MIGRATE, NEEDED
from engine.commands.operated import checked_reason
from engine.errors import InvalidInput, NotAuthorised, NotFound
from engine.models.definition import ProcessDefinition
from engine.models.instance import LIVE, ProcessInstance
from engine.models.steering import BulkItem, BulkOperation
from engine.selection import Selection, operated_organisations, selected
from engine.starters import may_cancel
from engine.wake import wake_workers

MOST_INSTANCES = 100_000
Row = tuple[UUID, int, int]


@dataclass(frozen=True, slots=True)
class PlanBulkOperation:
    actor: Actor
    kind: str  # a key of bulk_acts.KINDS, or "migrate"
    selection: Selection
    reason: str
    # activity_id, target_id, variables (JSON of FEEL values), mapping (activity id → activity id), as the kind needs them.
    parameters: Mapping[str, Any] = field(default_factory=dict)
    target_definition_id: int | None = None  # of a migration
    batch_size: int = 0  # pause after so many; 0: go on to the end
    rolls_back: BulkOperation | None = None


def plan_bulk_operation(command: PlanBulkOperation) -> BulkOperation:
    """Write down who is meant; nothing is done to anybody before `confirm_bulk_operation`.

    Raises: InvalidInput (no reason, unknown kind, a value that is missing, nobody selected), NotAuthorised (operates nowhere,
    or may not cancel), NotFound (no such version).
    """
    reason = checked_reason(command.reason)
    _check_kind(command)
    target = _target(command)
    rows = _chosen(command)
    if command.kind == "cancel":
        _check_may_cancel(command.actor, {(organisation, definition) for _pk, organisation, definition in rows})
    sources = {definition for _pk, _organisation, definition in rows}
    with transaction.atomic():
        operation = BulkOperation.objects.create(
            kind=command.kind,
            parameters=dict(command.parameters),
            selection=command.selection.as_json(),
            reason=reason,
            organisation_ids=sorted({organisation for _pk, organisation, _definition in rows}),
            source_id=sources.pop() if len(sources) == 1 else None,
            target=target,
            rolls_back=command.rolls_back,
            total=len(rows),
            batch_size=command.batch_size,
            created_by_id=command.actor.id,
            created_at=clock.now(),
        )
        _add_items(operation, rows)
        transaction.on_commit(wake_workers)
    return operation


def _check_kind(command: PlanBulkOperation) -> None:
    if not operated_organisations(command.actor):
        raise NotAuthorised
    if command.kind not in KINDS and command.kind != MIGRATE:
        raise InvalidInput(_("Expected one of the acts that can be done to many."))
    if any(not command.parameters.get(name) for name in NEEDED.get(command.kind, ())):
        raise InvalidInput(_("Expected the step or the values that the act is about."))


def _chosen(command: PlanBulkOperation) -> list[Row]:
    """(instance, organisation, definition) of everybody who is meant, oldest first."""
    chosen = selected(command.actor, command.selection).filter(status__in=LIVE)
    rows = list(chosen.order_by("started_at", "pk").values_list("pk", "organisation_id", "definition_id")[: MOST_INSTANCES + 1])
    if not rows or len(rows) > MOST_INSTANCES:
        raise InvalidInput(
            _("Expected from 1 to %(most)d running instances; %(found)d fit.") % {"most": MOST_INSTANCES, "found": len(rows)}
        )
    return rows


def _add_items(operation: BulkOperation, rows: list[Row]) -> None:
    now = clock.real_now()
    items = (
        BulkItem(operation=operation, instance=ProcessInstance(pk=pk), organisation_id=organisation, available_at=now)
        for pk, organisation, _definition in rows
    )
    BulkItem.objects.bulk_create(items, batch_size=1000)


def _target(command: PlanBulkOperation) -> ProcessDefinition | None:
    if command.kind != MIGRATE:
        return None
    target = ProcessDefinition.objects.filter(pk=command.target_definition_id or 0).first()
    if target is None:
        raise NotFound
    if command.selection.process_key != target.key:
        raise InvalidInput(_("Expected instances of the process that the target is a version of."))
    known = {node.id for node in definitions.load(target.pk).model.nodes}
    unknown = sorted(set(command.parameters.get("mapping", {}).values()) - known)
    if unknown:
        raise InvalidInput(_("Expected steps of the new version; it has no %(steps)s.") % {"steps": ", ".join(unknown)})
    return target


def _check_may_cancel(actor: Actor, places: set[tuple[int, int]]) -> None:
    for organisation_id, definition_id in places:
        if not may_cancel(actor, definitions.load(definition_id), organisation_id):
            raise NotAuthorised(_("Expected a person who may cancel processes in this organisation."))
