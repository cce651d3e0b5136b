"""Exclusive gateway (BPMN 2.0.2, 13.4.2): the first true flow in document order takes the token, else the default."""

from __future__ import annotations

from engine.model.elements.exclusive_gateway import ExclusiveGateway
from engine.runtime.state import COMPLETE, Token
from engine.runtime.step import Behaviour, Step, Stop


def enter(step: Step, token: Token, node: ExclusiveGateway) -> None:
    step.start_node(token, node)
    if not node.conditional and node.default is None:
        step.complete_node(token, node)
        return
    complete(step, token, node)


def complete(step: Step, token: Token, node: ExclusiveGateway) -> None:
    token.phase = COMPLETE
    for flow in node.conditional:
        assert flow.condition is not None
        if step.evaluate(flow.condition, token) is True:  # null is not true: three-valued logic
            break
    else:
        if node.default is None:
            tried = ", ".join(flow.id for flow in node.conditional)
            raise Stop(
                "NoFlowApplies", f"Expected one of the flows {tried} to apply, but no condition is true and there is no default."
            )
        flow = node.default
    step.note("activity_completed", token, node)
    step.move(token, flow)


BEHAVIOUR = Behaviour(enter, complete)
