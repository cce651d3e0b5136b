"""Boundary event: armed with its activity; when it fires, an interrupting one ends the activity, the other runs beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.model.elements.boundary_event import BoundaryEvent
from engine.runtime.cancelling import cancel_activity
from engine.runtime.state import COMPLETE, Token
from engine.runtime.step import Behaviour, Step


def fire(step: Step, token: Token, event: BoundaryEvent, payload: Mapping[str, Any]) -> None:
    """`token` is the activity's. What runs inside the activity ends before anything else moves."""
    if event.interrupting and token is not step.behaving:
        cancel_activity(step, token)
        token.node = event.index
        token.armed = False
        token.counts = None
    else:
        token = step.make_token(event.index, step.state.frames[token.frame])
    step.ready(token, COMPLETE, dict(payload))


def enter(step: Step, token: Token, node: BoundaryEvent) -> None:
    raise AssertionError("a boundary event has no incoming flow")


def complete(step: Step, token: Token, node: BoundaryEvent) -> None:
    step.start_node(token, node)
    step.take_over(token, node.outputs, token.payload or {})
    step.complete_node(token, node)


BEHAVIOUR = Behaviour(enter, complete)
