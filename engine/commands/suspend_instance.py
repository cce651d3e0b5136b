"""Let an instance stand still: no timer fires, nothing is completed, messages wait."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.actor import Actor
from engine.commands.advanced import Advanced
from engine.commands.operated import advanced, checked_reason, operated_instance
from engine.runtime import commands as runtime_commands


@dataclass(frozen=True, slots=True)
class SuspendInstance:
    actor: Actor
    instance_id: UUID
    reason: str


def suspend_instance(command: SuspendInstance) -> Advanced:
    """Let an instance stand still: no timer fires, nothing is completed, messages wait.

    Raises: NotFound, NotAuthorised, InvalidInput (no reason), InvalidState (suspended already, or ended).
    """
    reason = checked_reason(command.reason)
    with operated_instance(command.actor, command.instance_id) as instance:
        instance.advance(runtime_commands.Suspend(reason), command.actor.id)
    return advanced(instance)
