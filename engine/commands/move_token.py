"""Move a token to another step of its scope; what it did until now ends."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.actor import Actor
from engine.commands.advanced import Advanced
from engine.commands.operated import advanced, checked_reason, operated_instance
from engine.commands.second_signature import check_alone
from engine.runtime import commands as runtime_commands


@dataclass(frozen=True, slots=True)
class MoveToken:
    actor: Actor
    instance_id: UUID
    reason: str
    token_id: int
    activity_id: str  # where it goes


def move_token(command: MoveToken) -> Advanced:
    """Move a token to another step of its scope; what it did until now ends.

    Raises: NotFound, NotAuthorised, SecondSignatureNeeded (a user task would be left undone), InvalidInput (no reason, or a
    step where no token can go), StaleCommand (the token is gone).
    """
    reason = checked_reason(command.reason)
    with operated_instance(command.actor, command.instance_id) as instance:
        check_alone(instance, "move", command.token_id, command.activity_id)
        instance.advance(runtime_commands.MoveToken(command.token_id, command.activity_id, reason), command.actor.id)
    return advanced(instance)
