"""How an instance begins: at its none start events, at one of them, or with the event that started it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import feel
from engine.errors import InvalidInput
from engine.model.elements.event_based_gateway import EventBasedGateway
from engine.model.elements.multiple_event_definition import parts_of, waits_for_all
from engine.model.elements.receive_task import ReceiveTask
from engine.model.elements.start_event import StartEvent
from engine.model.process_model import Node, Scope
from engine.model.schedule import ScheduleError, zone_info
from engine.runtime import commands as command
from engine.runtime import scopes
from engine.runtime.arming import arm
from engine.runtime.elements import event_based_gateway
from engine.runtime.events import Event
from engine.runtime.state import COMPLETE, ENTER, Frame, Token
from engine.runtime.step import Step, Stop


def start(step: Step, asked: command.Start) -> None:
    state = step.state
    if not step.model.has_process(asked.process_id):
        raise InvalidInput(f"Expected a process of this deployment, found “{asked.process_id}”.")
    process = step.model.process(asked.process_id)
    state.zone, state.organisation_id = asked.zone, asked.organisation_id
    state.business_key, state.starter_id = asked.business_key, asked.starter_id
    try:
        zone_info(asked.zone)
    except ScheduleError as error:
        raise InvalidInput(f"{error}.") from error
    scope = step.model.scopes[process.scope]
    starts = scope.starts if asked.start_event_id is None else _named(step, scope, asked.start_event_id)
    if not starts:
        raise InvalidInput(
            f"Expected a start event of {process.id} that can be started, found “{asked.start_event_id or 'none'}”."
        )
    if asked.start_event_id is None and len(starts) > 1 and len(process.start_events) > 1:
        raise InvalidInput(f"Expected one of the start events {', '.join(process.start_events)} to be named.")
    frame = Frame(state.next_id(), scope.index, 0, 0, 1, True)
    state.frames[frame.id] = frame
    step.events.append(Event("instance_started", process.id, None, frame.id, {"business_key": asked.business_key}))
    tokens = [step.make_token(index, frame) for index in starts]
    set_from_outside(step, tokens[0], asked.variables)
    try:
        scopes.arm_event_sub_processes(step, frame)
        for token in tokens:
            _begin(step, token, step.nodes[token.node], asked)
    except Stop as stop:
        raise InvalidInput(stop.message) from stop


def _named(step: Step, scope: Scope, node_id: str) -> tuple[int, ...]:
    """The start event, or what stands for one: an instantiating receive task, an event behind an instantiating gateway."""
    for index in scope.nodes:
        node = step.nodes[index]
        if node.id == node_id and (isinstance(node, StartEvent) or _gateway_before(step, node) or _is_instantiating(node)):
            return (index,)
    return ()


def _is_instantiating(node: Node) -> bool:
    return isinstance(node, ReceiveTask) and node.instantiate


def _gateway_before(step: Step, node: Node) -> EventBasedGateway | None:
    sources = (step.nodes[flow.source] for flow in node.incoming)
    return next((each for each in sources if isinstance(each, EventBasedGateway) and each.instantiate), None)


def _begin(step: Step, token: Token, node: Node, asked: command.Start) -> None:
    gateway = _gateway_before(step, node)
    payload = from_outside(asked.variables)
    if gateway is not None:
        _begin_behind(step, token, gateway, node, payload)
    elif _is_instantiating(node):
        step.start_node(token, node)
        step.ready(token, COMPLETE, payload)
    elif isinstance(node, StartEvent) and waits_for_all(node) and asked.start_event_id is not None:
        _wait_for_the_rest(step, token, node, asked.heard)
    else:
        step.ready(token, ENTER)


def _begin_behind(step: Step, token: Token, gateway: EventBasedGateway, event: Node, payload: dict[str, Any]) -> None:
    """An exclusive gateway goes on behind the event; a parallel one waits for its other events too."""
    token.node = gateway.index
    step.start_node(token, gateway)
    frame = step.state.frames[token.frame]
    others = [flow for flow in gateway.outgoing if gateway.is_parallel and flow.target != event.index]
    siblings = [step.make_token(gateway.index, frame) for _ in others]
    event_based_gateway.win(step, token, gateway, event, payload)
    for sibling, flow in zip(siblings, others, strict=True):
        step.move(sibling, flow)


def _wait_for_the_rest(step: Step, token: Token, node: StartEvent, heard: str) -> None:
    """One of several events that are all needed has come: the instance waits at its start event for the others."""
    arm(step, token, [node])
    parts = parts_of(node.definition)
    first = next((number for number, part in enumerate(parts) if heard and getattr(part, "name", "") == heard), 0)
    step.wait(token)
    for table in (step.state.timers, step.state.subscriptions, step.state.conditions):
        for number, waits in list(table.items()):
            if waits.token == token.id and waits.part == first:  # type: ignore[attr-defined]
                step.disarm_one(token, number)


def from_outside(values: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return {name: feel.to_feel(value) for name, value in values.items()}
    except (TypeError, ValueError) as error:
        raise InvalidInput(f"Expected values that FEEL knows: {error}") from error


def set_from_outside(step: Step, token: Token, values: Mapping[str, Any], *, frame: Frame | None = None) -> None:
    try:
        step.set_variables(token, from_outside(values), frame=frame)
    except Stop as stop:
        raise InvalidInput(stop.message) from stop
