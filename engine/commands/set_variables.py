"""Correct variables of an instance, or of the scope in which a token stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.actor import Actor
from engine.commands.advanced import Advanced
from engine.commands.operated import advanced, checked_reason, operated_instance
from engine.runtime import commands as runtime_commands


@dataclass(frozen=True, slots=True)
class SetVariables:
    actor: Actor
    instance_id: UUID
    reason: str
    variables: Mapping[str, Any]  # FEEL values
    token_id: int | None = None


def set_variables(command: SetVariables) -> Advanced:
    """Correct variables of an instance, or of the scope in which a token stands.

    Raises: NotFound, NotAuthorised, InvalidInput (no reason, nothing to set, or values too large), StaleCommand (the token
    is gone).
    """
    reason = checked_reason(command.reason)
    with operated_instance(command.actor, command.instance_id) as instance:
        instance.advance(runtime_commands.SetVariables(command.variables, command.token_id, reason), command.actor.id)
    return advanced(instance)
