"""Send task: the message leaves with this step, the token goes on."""

from __future__ import annotations

from engine.model.elements.send_task import SendTask
from engine.runtime.elements import message_event_definition
from engine.runtime.state import Token
from engine.runtime.step import Behaviour, Step


def enter(step: Step, token: Token, node: SendTask) -> None:
    assert node.definition is not None
    letter = message_event_definition.prepare_throw(step, token, node, node.definition)
    step.start_node(token, node)
    message_event_definition.send(step, token, node, node.definition, letter)
    step.complete_node(token, node)


BEHAVIOUR = Behaviour(enter)
