"""Shared by these tests: evaluate a source and look at its value or its warnings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from engine.feel import Environment, Evaluation, compile_expression, to_feel

NOON = Environment(now=datetime(2026, 3, 1, 4, 0, tzinfo=UTC), zone="Asia/Shanghai")


def evaluation(source: str, **variables: Any) -> Evaluation:
    scope = {name.replace("_", " "): to_feel(value) for name, value in variables.items()}
    return compile_expression(source).evaluate(scope, environment=NOON)


def value(source: str, **variables: Any) -> Any:
    return evaluation(source, **variables).value


def text(source: str, **variables: Any) -> Any:
    """The value as FEEL's own `string()` writes it."""
    return value(f"string({source})", **variables)
