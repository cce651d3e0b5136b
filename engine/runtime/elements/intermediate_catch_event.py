"""Intermediate catch event: waits for its timer, message, signal or condition; a link catch is gone through."""

from __future__ import annotations

from engine.model.elements.intermediate_catch_event import IntermediateCatchEvent
from engine.runtime.arming import arm
from engine.runtime.state import Token
from engine.runtime.step import Behaviour, Step


def enter(step: Step, token: Token, node: IntermediateCatchEvent) -> None:
    arm(step, token, [node])
    step.start_node(token, node)
    step.wait(token)


def complete(step: Step, token: Token, node: IntermediateCatchEvent) -> None:
    step.take_over(token, node.outputs, token.payload or {})
    step.complete_node(token, node)


BEHAVIOUR = Behaviour(enter, complete)
