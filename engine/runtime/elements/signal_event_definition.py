"""Signals: everybody who waits hears them, in this instance at once, in others through an effect."""

from __future__ import annotations

from typing import Any

from engine.model.elements.multiple_event_definition import part_of
from engine.model.elements.signal_event_definition import SignalDefinition
from engine.model.process_model import Node
from engine.runtime import effects as effect
from engine.runtime.state import Subscription, Token
from engine.runtime.step import Step


def prepare(step: Step, token: Token, node: Node, definition: SignalDefinition) -> str:
    return definition.name


def arm(step: Step, token: Token, node: Node, name: str, part: int = 0) -> None:
    subscription = Subscription(step.state.next_id(), token.id, node.index, part)
    step.state.subscriptions[subscription.id] = subscription
    token.owned.append(subscription.id)
    step.emit(effect.SubscribeSignal(subscription.id, token.id, node.id, name))


def prepare_throw(step: Step, token: Token, node: Any, definition: SignalDefinition) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the signal carries, as FEEL values and as JSON."""
    payload = step.mapped(node.inputs, token)
    return payload, {name: step.stored(name, value) for name, value in payload.items()}


def send(step: Step, token: Token, node: Any, definition: SignalDefinition, plan: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """Afterwards the token may be gone: a signal may interrupt the scope that threw it."""
    from engine.runtime.happening import receive  # happening knows all elements

    payload, shown = plan
    step.state.sequence += 1
    step.note("signal_sent", token, node, {"name": definition.name, "sequence": step.state.sequence, "payload": shown})
    step.emit(effect.BroadcastSignal(step.state.sequence, definition.name, payload))
    for number in list(step.state.subscriptions):
        waiting = step.state.subscriptions.get(number)  # one that heard it may have ended others
        if waiting is not None and _waits_for(step.nodes[waiting.node], waiting.part, definition):
            receive(step, waiting, dict(payload), "signal_received")


def _waits_for(node: Any, part: int, definition: SignalDefinition) -> bool:
    found = part_of(node, part)
    return isinstance(found, SignalDefinition) and found.name == definition.name
