"""Abstract task, manual task: nothing to wait for, the token goes on at once."""

from __future__ import annotations

from engine.model.process_model import Activity, Node
from engine.runtime.state import Token
from engine.runtime.step import Behaviour, Step


def enter(step: Step, token: Token, node: Node) -> None:
    values = step.mapped(node.outputs, token) if isinstance(node, Activity) else {}
    if node.data_outputs and isinstance(node, Activity):
        values |= step.carried(token, step.mapped(node.inputs, token))
    step.start_node(token, node)
    step.set_variables(token, values)
    step.complete_node(token, node)


BEHAVIOUR = Behaviour(enter)
