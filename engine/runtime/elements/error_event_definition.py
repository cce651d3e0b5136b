"""Errors: caught by the nearest boundary event or event sub-process of the same code, or one that catches every code."""

from __future__ import annotations

from engine.feel.quoting import shown_value
from engine.model.elements.error_event_definition import ErrorDefinition
from engine.runtime.elements.catching import find_catcher, hand_over
from engine.runtime.state import Token
from engine.runtime.step import Step, Stop


def throw(step: Step, token: Token, code: str, message: str = "") -> None:
    """Raises Stop at the token if nobody catches it."""
    step.note("error_thrown", token, step.nodes[token.node], {"error_code": code, "message": message})
    found = find_catcher(step, token, ErrorDefinition, code)
    if found is None:
        detail = f": {shown_value(message, 500)}" if message else ""
        raise Stop("UncaughtError", f"Expected a boundary event or event sub-process that catches the error “{code}”{detail}.")
    hand_over(step, *found, {"error_code": code, "error_message": message})
