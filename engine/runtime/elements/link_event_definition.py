"""Links: the token goes on behind the catch event of the same name, without a sequence flow."""

from __future__ import annotations

from engine.model.elements.link_event_definition import LinkDefinition
from engine.model.process_model import Node
from engine.runtime.state import COMPLETE, Token
from engine.runtime.step import Step


def follow(step: Step, token: Token, node: Node, definition: LinkDefinition) -> None:
    step.note("activity_completed", token, node)
    token.node = definition.target
    token.flow = -1
    step.start_node(token, step.nodes[token.node])
    step.ready(token, COMPLETE)
