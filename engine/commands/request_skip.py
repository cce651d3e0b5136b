"""Ask for a step to be skipped, or for another act that leaves one undone. Nothing happens until a second person agrees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from engine import runtime
from engine.actor import Actor
from engine.commands.operated import checked_reason, operated_instance
from engine.commands.second_signature import ACTS, command_of
from engine.errors import InvalidInput, InvalidState, StaleCommand
from engine.models.steering import SkipRequest
from engine.projection import dump
from engine.runtime.codec import encode_state


@dataclass(frozen=True, slots=True)
class RequestSkip:
    actor: Actor
    instance_id: UUID
    reason: str
    token_id: int
    values: Mapping[str, Any] = field(default_factory=dict)  # FEEL values, set when it is skipped
    act: str = "skip"  # a key of second_signature.ACTS
    target_id: str = ""  # of a move: the step that it goes to


def request_skip(command: RequestSkip) -> SkipRequest:
    """Write down that a step should be skipped, moved, ended or taken as done by hand, and why.

    Raises: NotFound, NotAuthorised, InvalidInput (no reason, or nothing to which that can be done), StaleCommand (it has
    gone on), InvalidState (asked already, suspended).
    """
    reason = checked_reason(command.reason)
    if command.act not in ACTS:
        raise InvalidInput(_("Expected one of the acts that a second person signs."))
    with operated_instance(command.actor, command.instance_id) as instance:
        state = instance.state
        token = state.tokens.get(command.token_id) if state is not None else None
        if state is None or token is None:
            raise StaleCommand(_("Expected a step that waits, but it has gone on."))
        if SkipRequest.objects.filter(instance_id=instance.id, token_id=token.id, state="asked").exists():
            raise InvalidState(_("Expected a step that nobody asked to skip yet: a request waits for its second signature."))
        asked = SkipRequest(
            instance_id=instance.id,
            organisation_id=instance.organisation_id,
            token_id=token.id,
            act=command.act,
            target_id=command.target_id if command.act == "move" else "",
            activity_id=instance.definition.model.nodes[token.node].id,
            history_seq=instance.history_seq,
            values=dump(command.values) if command.values else "",
            reason=reason,
            asked_by_id=command.actor.id,
            asked_at=instance.now,
        )
        # Tried on a copy, so that nobody is asked to sign what cannot be done.
        copy = runtime.decode_state(encode_state(state))
        runtime.advance(instance.definition.model, copy, command_of(asked), instance.now)
        asked.save(force_insert=True)
    return asked
