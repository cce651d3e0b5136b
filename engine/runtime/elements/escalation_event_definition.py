"""Escalations: caught like errors, but the catcher may leave the work running, and nobody need catch them."""

from __future__ import annotations

from typing import Any

from engine.model.elements.escalation_event_definition import EscalationDefinition
from engine.runtime.elements.catching import find_catcher, hand_over
from engine.runtime.state import Token
from engine.runtime.step import Step


def prepare_throw(step: Step, token: Token, node: Any, definition: EscalationDefinition) -> None:
    """Nothing to evaluate."""


def send(step: Step, token: Token, node: Any, definition: EscalationDefinition, plan: None) -> None:
    """Afterwards the token may be gone: an interrupting catcher ended it."""
    code = definition.code
    found = find_catcher(step, token, EscalationDefinition, code)
    step.note("escalation_thrown", token, step.nodes[token.node], {"escalation_code": code, "is_caught": found is not None})
    if found is not None:
        hand_over(step, *found, {"escalation_code": code})
