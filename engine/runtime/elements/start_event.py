"""Start event: the token goes on at once; what started an event sub-process becomes variables first."""

from __future__ import annotations

from engine.model.elements.start_event import StartEvent
from engine.runtime.state import Token
from engine.runtime.step import Behaviour, Step


def enter(step: Step, token: Token, node: StartEvent) -> None:
    step.start_node(token, node)
    step.complete_node(token, node)


def complete(step: Step, token: Token, node: StartEvent) -> None:
    step.start_node(token, node)
    step.take_over(token, node.outputs, token.payload or {})
    step.complete_node(token, node)


BEHAVIOUR = Behaviour(enter, complete)
