"""Begin a step besides everything else that runs."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.actor import Actor
from engine.commands.advanced import Advanced
from engine.commands.operated import advanced, checked_reason, operated_instance
from engine.runtime import commands as runtime_commands


@dataclass(frozen=True, slots=True)
class AddToken:
    actor: Actor
    instance_id: UUID
    reason: str
    activity_id: str
    scope_id: int | None = None  # which running sub-process, where there are several


def add_token(command: AddToken) -> Advanced:
    """Begin a step besides everything else that runs.

    Raises: NotFound, NotAuthorised, InvalidInput (no reason, or a step where no token can begin).
    """
    reason = checked_reason(command.reason)
    with operated_instance(command.actor, command.instance_id) as instance:
        instance.advance(runtime_commands.AddToken(command.activity_id, command.scope_id, reason), command.actor.id)
    return advanced(instance)
