"""Conditional events: looked at when they are armed, and again whenever a variable that they read has changed."""

from __future__ import annotations

from engine.model.elements.conditional_event_definition import ConditionalDefinition
from engine.model.process_model import Node
from engine.runtime.state import Condition, Token
from engine.runtime.step import Step


def prepare(step: Step, token: Token, node: Node, definition: ConditionalDefinition) -> None:
    """Evaluates once, so that a condition that fails stops its activity before it begins."""
    step.evaluate(definition.condition, token)


def arm(step: Step, token: Token, node: Node, plan: None, part: int = 0) -> None:
    condition = Condition(step.state.next_id(), token.id, node.index, 0, part)
    step.state.conditions[condition.id] = condition
    token.owned.append(condition.id)
    step.new_conditions.add(condition.id)


def bring_back(step: Step, token: Token, node: Node, was_true: int, part: int) -> None:
    """As it waited before a migration ended it: what was true then does not become true by coming back."""
    condition = Condition(step.state.next_id(), token.id, node.index, was_true, part)
    step.state.conditions[condition.id] = condition
    token.owned.append(condition.id)
    step.new_conditions.add(condition.id)
