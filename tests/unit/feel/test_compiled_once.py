"""A condition is asked at every visit of its gateway, so it is compiled once. How fast: `make bench`, subject `decisions`."""

from __future__ import annotations

from engine.feel import compile_expression, compile_unary_tests

CONDITION = 'decision = "accept" and urgency in ("high","urgent")'


def test_a_source_is_compiled_once():
    assert compile_expression(CONDITION) is compile_expression(CONDITION)
    assert compile_unary_tests("< 5") is compile_unary_tests("< 5")
