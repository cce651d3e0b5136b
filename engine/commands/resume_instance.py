"""Let a suspended instance go on; timers that became due meanwhile fire by their catch-up policy."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.actor import Actor
from engine.commands.advanced import Advanced
from engine.commands.operated import advanced, checked_reason, operated_instance
from engine.runtime import commands as runtime_commands


@dataclass(frozen=True, slots=True)
class ResumeInstance:
    actor: Actor
    instance_id: UUID
    reason: str


def resume_instance(command: ResumeInstance) -> Advanced:
    """Let a suspended instance go on; timers that became due meanwhile fire by their catch-up policy.

    Raises: NotFound, NotAuthorised, InvalidInput (no reason), InvalidState (not suspended, or ended).
    """
    reason = checked_reason(command.reason)
    with operated_instance(command.actor, command.instance_id) as instance:
        instance.advance(runtime_commands.Resume(reason), command.actor.id)
    return advanced(instance)
