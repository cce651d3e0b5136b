"""What the caller brings in: types, functions, values of other expressions."""

from __future__ import annotations

from datetime import datetime

import pytest

from engine.feel import Environment, compile_expression, compile_unary_tests
from tests.unit.feel.evaluating import NOON, value

REFERRAL = Environment(types={"tReferral": lambda value, run: isinstance(value, dict) and "number" in value})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{number: 1} instance of tReferral", True),
        ("{} instance of tReferral", False),
        ("null instance of tReferral", False),
        ("[{number: 1}] instance of list<tReferral>", True),
        ("1 instance of tUnknown", None),
        ("(function(r: tReferral) r.number)({number: 7}) = 7", True),
        ("(function(r: tReferral) r.number)({}) = 7", False),
    ],
)
def test_types_of_the_environment(source, expected):
    assert compile_expression(source).evaluate({}, environment=REFERRAL).value is expected


def test_a_function_of_one_expression_serves_another():
    half = compile_expression("function(n)\n n / divisor").evaluate({"divisor": None}).value
    used = compile_expression("half(4)").evaluate({"half": half})

    assert used.value is None
    assert (used.warnings[0].line, used.warnings[0].column) == (2, 4)  # where it stands in its own source


def test_a_variable_hides_an_outer_one():
    assert value("for x in [1, 2] return {x: x * 10, y: x + 1}.y", x=5) == [11, 21]
    assert value("[{x: 1}, {x: 2}][x > limit]", x=9, limit=1) == [{"x": 2}]


def test_now_is_in_the_zone_of_the_environment_however_often_it_is_asked():
    assert str(value("now()")) == "2026-03-01T12:00:00@Asia/Shanghai"
    assert value("now() = now() and is(now(), now())") is True


def test_a_naive_clock_is_refused():
    with pytest.raises(ValueError, match="aware"):
        Environment(now=datetime(2026, 1, 1))


def test_unary_tests_see_the_environment():
    assert compile_unary_tests("< now()").evaluate(value('now() - @"PT1H"'), {}, environment=NOON).value is True


def test_a_word_that_nobody_knows_is_missing_not_an_error():
    evaluated = compile_expression("adn + 1").evaluate({})

    assert [warning.kind for warning in evaluated.warnings] == ["missing", "missing"]
    assert "'adn'" in evaluated.warnings[0].message
