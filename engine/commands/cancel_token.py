"""End what one token does, with nothing after it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.actor import Actor
from engine.commands.advanced import Advanced
from engine.commands.operated import advanced, checked_reason, operated_instance
from engine.commands.second_signature import check_alone
from engine.runtime import commands as runtime_commands


@dataclass(frozen=True, slots=True)
class CancelToken:
    actor: Actor
    instance_id: UUID
    reason: str
    token_id: int


def cancel_token(command: CancelToken) -> Advanced:
    """End what one token does, with nothing after it.

    Raises: NotFound, NotAuthorised, SecondSignatureNeeded (a user task would be left undone), InvalidInput (no reason, or the
    last token of its scope), StaleCommand (the token is gone).
    """
    reason = checked_reason(command.reason)
    with operated_instance(command.actor, command.instance_id) as instance:
        check_alone(instance, "cancel", command.token_id)
        instance.advance(runtime_commands.CancelToken(command.token_id, reason), command.actor.id)
    return advanced(instance)
