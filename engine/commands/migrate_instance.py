"""Carry one running instance over to another version of its process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from engine import definitions
from engine.actor import Actor
from engine.commands.advanced import Advanced
from engine.commands.carry_over import carry_over
from engine.commands.operated import advanced, checked_reason, operated_instance


@dataclass(frozen=True, slots=True)
class MigrateInstance:
    actor: Actor
    instance_id: UUID
    reason: str
    definition_id: int  # the version that it goes to
    mapping: Mapping[str, str] = field(default_factory=dict)  # activity id → activity id there; others keep theirs


def migrate_instance(command: MigrateInstance) -> Advanced:
    """Migrate one instance.

    Raises: NotFound, NotAuthorised, InvalidInput (no reason), MigrationBlocked (why it cannot go), InvalidState (ended, or on
    that version already).
    """
    reason = checked_reason(command.reason)
    with operated_instance(command.actor, command.instance_id) as instance:
        target = definitions.load(command.definition_id)
        carry_over(instance, target, command.mapping, reason, command.actor.id)
    return advanced(instance)
