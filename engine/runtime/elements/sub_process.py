"""Embedded sub-process: its tokens live in a scope of their own; the activity completes when the last of them is gone."""

from __future__ import annotations

from engine.model.elements.sub_process import SubProcess
from engine.runtime.scopes import enter_scope
from engine.runtime.state import Token
from engine.runtime.step import Behaviour, Step


def enter(step: Step, token: Token, node: SubProcess) -> None:
    variables = step.mapped(node.inputs, token)
    enter_scope(step, token, node, step.model.scopes[node.inner_scope], variables, isolated=False)


def complete(step: Step, token: Token, node: SubProcess) -> None:
    values = step.mapped(node.outputs, token, frame=token.child)
    step.set_variables(token, values)
    step.close_frame(token)
    step.complete_node(token, node)


BEHAVIOUR = Behaviour(enter, complete)
