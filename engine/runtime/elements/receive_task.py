"""Receive task: waits for a message, whose entries become variables."""

from __future__ import annotations

from engine.model.elements.receive_task import ReceiveTask
from engine.runtime.arming import arm_boundary
from engine.runtime.elements import message_event_definition
from engine.runtime.state import Token
from engine.runtime.step import Behaviour, Step


def enter(step: Step, token: Token, node: ReceiveTask) -> None:
    assert node.definition is not None
    key = message_event_definition.prepare(step, token, node, node.definition)
    arm_boundary(step, token, node)
    step.start_node(token, node)
    message_event_definition.arm(step, token, node, key)
    step.wait(token)


def complete(step: Step, token: Token, node: ReceiveTask) -> None:
    step.take_over(token, node.outputs, token.payload or {})
    step.complete_node(token, node)


BEHAVIOUR = Behaviour(enter, complete)
