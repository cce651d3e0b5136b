"""An event that somebody waits for has happened: which element takes it from here."""

from __future__ import annotations

from typing import Any

from engine import feel
from engine.model.elements.boundary_event import BoundaryEvent
from engine.model.elements.event_based_gateway import EventBasedGateway
from engine.model.elements.intermediate_catch_event import IntermediateCatchEvent
from engine.model.elements.multiple_event_definition import part_of, waits_for_all
from engine.model.elements.start_event import StartEvent
from engine.model.process_model import Node
from engine.runtime import effects as effect
from engine.runtime.arming import arm
from engine.runtime.elements import boundary_event, event_based_gateway, event_sub_process
from engine.runtime.events import EventKind
from engine.runtime.state import COMPLETE, Subscription, Token
from engine.runtime.step import Step, Stop


def happen(step: Step, token: Token, event: Node, payload: dict[str, Any]) -> None:
    """`token` is the one that waits, or stands for the frame of an event sub-process."""
    if waits_for_all(event):
        if _waits_for_more(step, token, event, payload):
            return
        payload = {**_heard(step, token, event), **payload}
        if isinstance(event, BoundaryEvent | StartEvent) and not event.interrupting:
            _wait_again(step, token, event)
    holder = step.nodes[token.node]
    if isinstance(event, BoundaryEvent):
        boundary_event.fire(step, token, event, payload)
    elif isinstance(event, StartEvent) and token.node != event.index:  # else it waits where the process begins
        event_sub_process.trigger(step, step.state.frames[token.frame], event, payload)
    elif isinstance(holder, EventBasedGateway):
        event_based_gateway.win(step, token, holder, event, payload)
    else:
        if isinstance(holder, IntermediateCatchEvent):  # any one of several was enough
            step.disarm(token)
        step.ready(token, COMPLETE, payload)


def _waits_for_more(step: Step, token: Token, event: Node, payload: dict[str, Any]) -> bool:
    """An event that needs all of its definitions: keep what this one brought until the last one happens."""
    state = step.state
    waits = (state.timers, state.subscriptions, state.conditions)
    if not any(number in table and table[number].node == event.index for number in token.owned for table in waits):
        return False
    kept = state.heard.setdefault((token.id, event.index), {})
    kept.update({name: step.stored(name, value) for name, value in payload.items()})
    return True


def _heard(step: Step, token: Token, event: Node) -> dict[str, Any]:
    return {name: feel.from_json(value) for name, value in step.state.heard.pop((token.id, event.index), {}).items()}


def _wait_again(step: Step, token: Token, event: Node) -> None:
    try:
        arm(step, token, [event])
    except Stop as stop:  # the event has happened and its activity goes on; it does not happen a second time
        step.note("expression_warned", token, event, {"expression": "", "message": stop.message})


def receive(step: Step, subscription: Subscription, payload: dict[str, Any], kind: EventKind) -> None:
    """A message or signal has come; a subscription that does not interrupt stays for the next one."""
    token, node = step.holder(subscription.token), step.nodes[subscription.node]
    name = part_of(node, subscription.part).name
    step.note(kind, token, node, {"name": name, "payload": {key: feel.to_json(value) for key, value in payload.items()}})
    if stays(node) or token is step.behaving:
        happen(step, token, node, payload)
        return
    del step.state.subscriptions[subscription.id]
    token.owned.remove(subscription.id)
    step.emit(effect.Unsubscribe(subscription.id))
    happen(step, token, node, payload)


def stays(event: Node) -> bool:
    """Whether the event can happen again while its activity or scope goes on."""
    return isinstance(event, BoundaryEvent | StartEvent) and not event.interrupting and not waits_for_all(event)
