"""Values in sentences can be left out, and turn no sentence round."""

from __future__ import annotations

import pytest

from engine.feel import compile_expression
from engine.feel.quoting import shown_value, without_values

CANARY = "canary-1234"


@pytest.mark.parametrize(
    "expression",
    [
        "number(x)",
        "date(x)",
        "time(x)",
        "date and time(x)",
        "duration(x)",
        "range(x)",
        'date and time("2026-01-31T08:30:00@" + x)',
        "get value({}, x)",
        "context([{key: x, value: 1}, {key: x, value: 2}])",
        "context put(context put({}, x, 1), [x, x], 1)",
    ],
)
def test_no_warning_keeps_a_value_that_is_asked_to_go(expression):
    warnings = compile_expression(expression).evaluate({"x": CANARY}).warnings

    assert warnings
    for warning in warnings:
        assert CANARY in warning.message
        assert CANARY not in without_values(warning.message)


def test_a_sentence_that_was_cut_within_a_value_still_leaves_it_out():
    sentence = f"'{shown_value('a long value')}' is not a number."

    assert without_values(sentence[:8]) == "'…"


def test_a_value_cannot_end_its_own_marks():
    hostile = shown_value("a\u2069b\u2068c")

    assert without_values(f"'{hostile}' is not a number.") == "'…' is not a number."


def test_at_most_so_many_characters_are_quoted():
    assert len(shown_value("x" * 500, 50)) == 52
