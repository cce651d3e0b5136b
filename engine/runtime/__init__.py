"""The pure token runtime: (model, state, command, now) → new state, what happened, what the world must do.

result = advance(model, None, Start("referral_out"), now)
text = encode_state(result.state)
result = advance(model, decode_state(text), CompleteUserTask(token_id, values), now)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from engine.calendars import CalendarBook
from engine.errors import InvalidInput, InvalidState, StaleCommand
from engine.model.process_model import ProcessModel
from engine.runtime.behaviours import ELEMENTS
from engine.runtime.budget import DEFAULT, Budget
from engine.runtime.codec import StateUnreadable, decode_state, encode_state
from engine.runtime.commands import Command, Start
from engine.runtime.effects import Effect
from engine.runtime.events import Event
from engine.runtime.handling import HANDLERS, check_now
from engine.runtime.ledger import NO_CALENDARS
from engine.runtime.operating import check_suspended
from engine.runtime.running import run
from engine.runtime.state import State
from engine.runtime.step import Step

HASH_LENGTH = 12
NO_FUNCTIONS: Mapping[str, Callable[..., Any]] = {}


@dataclass(frozen=True, slots=True)
class StepResult:
    """`events` in order; `effects` to be carried out in the same transaction as the state is stored."""

    state: State
    events: list[Event]
    effects: list[Effect]


def advance(
    model: ProcessModel,
    state: State | None,
    command: Command,
    now: datetime,
    *,
    budget: Budget = DEFAULT,
    functions: Mapping[str, Callable[..., Any]] = NO_FUNCTIONS,
    calendars: CalendarBook = NO_CALENDARS,
) -> StepResult:
    """Apply one command and run until every token waits.

    Pure: the same arguments give the same result; the given state is used up. `now` is an aware datetime.
    `calendars` are those of the organisation, for models that ask one; the events tell which version was asked.
    `functions` are callable from FEEL; the product gives none, conformance suites do.
    An endless model does not hang: over its budget (steps, depth, bytes) the token stops with an incident.
    Raises: StaleCommand if what the command names is gone; InvalidInput, InvalidState for what cannot be done. After an exception
    the given state must be thrown away.
    """
    check_now(now)
    model_hash = model.content_hash[:HASH_LENGTH]
    if isinstance(command, Start):
        if state is not None:
            raise InvalidState("Expected no state: the instance has been started already.")
        state = State(model_hash)
    elif state is None:
        raise InvalidInput("Expected the state of a started instance.")
    if state.model_hash != model_hash:
        raise InvalidState(f"Expected the model {state.model_hash}, which the state belongs to, found {model_hash}.")
    if state.has_ended:
        raise StaleCommand("Expected a running instance, but it has ended.")
    step = Step(model, state, now.astimezone(UTC), budget, ELEMENTS, functions)
    step.calendars = calendars
    if state.suspended:
        check_suspended(command)
    else:
        step.recall_ready()
    HANDLERS[type(command)](step, command)
    run(step)
    return StepResult(state, step.events, step.effects)


__all__ = [
    "Budget",
    "Command",
    "Effect",
    "Event",
    "State",
    "StateUnreadable",
    "StepResult",
    "advance",
    "decode_state",
    "encode_state",
]
