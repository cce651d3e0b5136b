"""What an intermediate throw event and an end event have in common: all that they say is thrown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.model.elements.cancel_event_definition import CancelDefinition
from engine.model.elements.compensate_event_definition import CompensateDefinition
from engine.model.elements.error_event_definition import ErrorDefinition
from engine.model.elements.escalation_event_definition import EscalationDefinition
from engine.model.elements.link_event_definition import LinkDefinition
from engine.model.elements.message_event_definition import MessageDefinition
from engine.model.elements.multiple_event_definition import parts_of
from engine.model.elements.signal_event_definition import SignalDefinition
from engine.model.elements.terminate_event_definition import TerminateDefinition
from engine.runtime.elements import (
    cancel_event_definition,
    compensate_event_definition,
    error_event_definition,
    escalation_event_definition,
    link_event_definition,
    message_event_definition,
    signal_event_definition,
    terminate_event_definition,
)
from engine.runtime.state import GONE, Token
from engine.runtime.step import Step


@dataclass(frozen=True, slots=True)
class Throw:
    """`prepare` evaluates and may raise Stop; `send` throws what it found, after which the token may be gone."""

    prepare: Callable[[Step, Token, Any, Any], Any]
    send: Callable[[Step, Token, Any, Any, Any], None]


THROW: dict[type, Throw] = {
    MessageDefinition: Throw(message_event_definition.prepare_throw, message_event_definition.send),
    SignalDefinition: Throw(signal_event_definition.prepare_throw, signal_event_definition.send),
    EscalationDefinition: Throw(escalation_event_definition.prepare_throw, escalation_event_definition.send),
}


def enter(step: Step, token: Token, node: Any) -> None:
    definitions = parts_of(node.definition)
    if _lets_others_come_first(step, token, definitions):
        return
    if not throw_all(step, token, node, definitions, starts=True):
        return
    undone = [each for each in definitions if isinstance(each, CompensateDefinition)]
    if undone and compensate_event_definition.throw(step, token, undone):
        return
    _last(step, token, node)


def _lets_others_come_first(step: Step, token: Token, definitions: tuple[Any, ...]) -> bool:
    """A signal is not kept, and parallel branches have no order: those on their way to wait for it arrive before it is thrown."""
    if not any(isinstance(each, SignalDefinition) for each in definitions):
        return False
    if all(other.id in step.put_off for other in step.queue):
        return False
    step.put_off.add(token.id)
    step.queue.append(token)
    return True


def throw_all(step: Step, token: Token, node: Any, definitions: tuple[Any, ...], *, starts: bool = False) -> bool:
    """Throw what others hear; evaluated as a whole before any of it is thrown. False if it has ended the token itself."""
    throws = [(THROW[type(each)], each) for each in definitions if type(each) in THROW]
    plans = [(throw, each, throw.prepare(step, token, node, each)) for throw, each in throws]
    if starts:
        step.start_node(token, node)
    for throw, definition, plan in plans:
        throw.send(step, token, node, definition, plan)
        if token.status == GONE:
            return False
    return True


def complete(step: Step, token: Token, node: Any) -> None:
    """A compensation handler is done."""
    if any(isinstance(each, CancelDefinition) for each in parts_of(node.definition)):
        cancel_event_definition.complete(step, token)
        return
    is_apart = compensate_event_definition.is_apart(token)
    if compensate_event_definition.handler_done(step, token):
        (step.consume(token) if is_apart else _last(step, token, node))


def _last(step: Step, token: Token, node: Any) -> None:
    for definition in parts_of(node.definition):
        if isinstance(definition, ErrorDefinition):
            error_event_definition.throw(step, token, definition.code)
        elif isinstance(definition, CancelDefinition):
            cancel_event_definition.throw(step, token)
        elif isinstance(definition, TerminateDefinition):
            step.note("activity_completed", token, node)
            terminate_event_definition.terminate(step, token)
        elif isinstance(definition, LinkDefinition):
            link_event_definition.follow(step, token, node, definition)
        else:
            continue
        return
    step.complete_node(token, node)
