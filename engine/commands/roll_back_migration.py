"""Take a migration back: those who went are carried to the version that they came from, rehearsed as everything is."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.commands.bulk_acts import MIGRATE
from engine.commands.plan_bulk_operation import PlanBulkOperation, plan_bulk_operation
from engine.errors import InvalidState
from engine.models.steering import BulkOperation
from engine.runtime.migration import inverse
from engine.selection import Selection, visible_operation


@dataclass(frozen=True, slots=True)
class RollBackMigration:
    actor: Actor
    operation_id: UUID
    reason: str


def roll_back_migration(command: RollBackMigration) -> BulkOperation:
    """Plan the way back with the inverse mapping; it waits for its confirmation like any other.

    Who has gone on meanwhile to a step that the old version lacks blocks, and stays.
    Raises: NotFound, InvalidInput (no reason, nobody to take back), InvalidState (no migration, or still under way).
    """
    operation = visible_operation(command.actor, command.operation_id)
    if operation.kind != MIGRATE or operation.source is None or operation.target is None:
        raise InvalidState(_("Expected a migration from one version to another."))
    if operation.state in ("previewing", "previewed", "running"):
        raise InvalidState(_("Expected a migration that has ended or is paused."))
    moved = operation.items.filter(state="done").values_list("instance_id", flat=True)
    selection = Selection(
        process_key=operation.source.key,
        version=operation.target.version,
        instance_ids=tuple(str(each) for each in moved) or ("0" * 32,),
    )
    return plan_bulk_operation(
        PlanBulkOperation(
            command.actor,
            MIGRATE,
            selection,
            command.reason,
            {"mapping": inverse(operation.parameters.get("mapping", {}))},
            target_definition_id=operation.source_id,
            rolls_back=operation,
        )
    )
