"""500 hostile expressions: nothing is executed, each is refused or done within a second."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.feel import Budget, Environment, FeelBudgetExceeded, FeelSyntaxError, compile_expression, compile_unary_tests
from tests.unit.hostile.watching import PAYLOADS, in_time

ENVIRONMENT = Environment(now=datetime(2026, 3, 2, tzinfo=UTC), budget=Budget(steps=200_000, seconds=0.8))


def test_there_are_500_of_them():
    assert len(PAYLOADS) == len(set(PAYLOADS)) == 500


@pytest.mark.parametrize("compile_", [compile_expression, compile_unary_tests])
def test_expressions_and_unary_tests(compile_):
    for source in PAYLOADS:
        with in_time(source):
            try:
                compiled = compile_(source)
                scope = {"a": 1}
                compiled.evaluate(scope, environment=ENVIRONMENT) if compile_ is compile_expression else compiled.evaluate(
                    1, scope, environment=ENVIRONMENT
                )
            except (FeelSyntaxError, FeelBudgetExceeded):
                pass
