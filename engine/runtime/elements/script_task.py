"""Script task: its FEEL value becomes the result variable, or a context sets a variable for each entry."""

from __future__ import annotations

from typing import Any

from engine.model.elements.script_task import ScriptTask
from engine.runtime.elements import error_event_definition
from engine.runtime.state import Token
from engine.runtime.step import Behaviour, ErrorRaised, Step


def enter(step: Step, token: Token, node: ScriptTask) -> None:
    assert node.script is not None
    local = step.mapped(node.inputs, token)
    try:
        result = step.evaluate(node.script, token, local)
    except ErrorRaised as raised:
        step.start_node(token, node)
        error_event_definition.throw(step, token, raised.code, raised.message)
        return
    if node.result_variable:
        values = {node.result_variable: result}
    elif isinstance(result, dict):
        values = result
    elif node.outputs:
        values = {"result": result}
    else:
        values = {}
        if result is not None:
            message = "Expected a context, or carelane:resultVariable to name the result: the result is not kept."
            step.note("expression_warned", token, node, {"expression": node.script.source, "message": message})
    outputs: dict[str, Any] = step.mapped(node.outputs, token, {**local, **values}) if node.outputs else values
    outputs = {**outputs, **step.carried(token, {**local, **values})} if node.data_outputs else outputs
    step.start_node(token, node)
    step.set_variables(token, outputs)
    step.complete_node(token, node)


BEHAVIOUR = Behaviour(enter)
