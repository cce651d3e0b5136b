"""Event sub-process (BPMN 2.0.2, 13.5.4): an interrupting one first ends all else in its scope, the other runs beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.model.elements.event_sub_process import EventSubProcess
from engine.model.elements.start_event import StartEvent
from engine.runtime import scopes
from engine.runtime.cancelling import cancel_frame
from engine.runtime.state import COMPLETE, Frame, Token
from engine.runtime.step import Behaviour, Step, Stop


def trigger(step: Step, frame: Frame, event: StartEvent, payload: Mapping[str, Any]) -> None:
    """The start event happened in the scope `frame`."""
    node = step.nodes[step.model.scopes[event.scope].node]
    assert isinstance(node, EventSubProcess)
    if event.interrupting:
        cancel_frame(step, frame)
    token = step.make_token(node.index, frame)
    _begin(step, token, node, dict(payload))


def enter(step: Step, token: Token, node: EventSubProcess) -> None:
    _begin(step, token, node, token.payload or {})


def _begin(step: Step, token: Token, node: EventSubProcess, payload: dict[str, Any]) -> None:
    try:
        frame = step.open_frame(token, node.inner_scope, {}, isolated=False)
    except Stop as stop:
        token.payload = payload
        step.stop(token, stop.code, stop.message)
        return
    try:
        scopes.arm_event_sub_processes(step, frame)
    except Stop as stop:
        step.close_frame(token)
        token.payload = payload
        step.stop(token, stop.code, stop.message)
        return
    step.start_node(token, node)
    step.ready(step.make_token(node.start, frame), COMPLETE, payload)


def complete(step: Step, token: Token, node: EventSubProcess) -> None:
    step.close_frame(token)
    step.complete_node(token, node)


BEHAVIOUR = Behaviour(enter, complete)
