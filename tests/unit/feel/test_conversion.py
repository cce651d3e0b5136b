from __future__ import annotations

import contextlib
import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import (
    FeelBudgetExceeded,
    FeelDateTime,
    FeelSyntaxError,
    FeelTime,
    Range,
    YearsMonths,
    compile_expression,
    compile_unary_tests,
    from_json,
    to_feel,
    to_json,
)
from engine.feel.numbers import NUMBERS

NUMBER = st.decimals(allow_nan=False, allow_infinity=False, places=None).map(NUMBERS.create_decimal)
TIME = st.builds(
    FeelTime,
    st.integers(0, 23),
    st.integers(0, 59),
    st.integers(0, 59),
    st.integers(0, 999_999_999),
    st.none() | st.integers(-720, 840).map(lambda minutes: minutes * 60),
)
SIMPLE = st.one_of(
    st.none(),
    st.booleans(),
    NUMBER,
    st.text(max_size=20),
    st.dates(),
    TIME,
    st.builds(FeelDateTime, st.dates(), TIME),
    st.timedeltas(min_value=timedelta(days=-100_000), max_value=timedelta(days=100_000)),
    st.builds(YearsMonths, st.integers(-10_000, 10_000)),
    st.builds(Range, NUMBER, NUMBER, st.booleans(), st.booleans()),
)
VALUE = st.recursive(
    SIMPLE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5) | st.just("@d"), inner, max_size=4),
    max_leaves=12,
)


@given(VALUE)
@settings(max_examples=300, deadline=None)
def test_json_loses_nothing(value):
    assert from_json(json.loads(json.dumps(to_json(value)))) == value


@given(SIMPLE.filter(lambda value: not isinstance(value, str | Range) and value is not None))
@settings(max_examples=200, deadline=None)
def test_what_string_writes_the_constructors_read(value):
    constructor = {
        Decimal: "number",
        date: "date",
        FeelTime: "time",
        FeelDateTime: "date and time",
        timedelta: "duration",
        YearsMonths: "duration",
    }.get(type(value))
    if constructor is None:
        return

    assert compile_expression(f"{constructor}(string(x)) = x").evaluate({"x": value}).value is True


@given(st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_text_is_refused_or_evaluated(source):
    with contextlib.suppress(FeelSyntaxError, FeelBudgetExceeded):
        compile_expression(source).evaluate({})


WORDS = (
    '1 2.5 "a" a b null true if then else for in return some every satisfies and or not ( ) [ ] { } , : .. . + - * / ** < <= = '
    '!= between instance of number function item @"P1D" @"2026-01-01" count ( sort ( ]'
)


@given(st.lists(st.sampled_from(WORDS.split()), max_size=25))
@settings(max_examples=500, deadline=None)
def test_any_heap_of_words_is_refused_or_evaluated(words):
    with contextlib.suppress(FeelSyntaxError, FeelBudgetExceeded):
        compile_expression(" ".join(words)).evaluate({})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("1.50"), {"@n": "1.5"}),
        (Decimal("3.0"), 3),
        (Decimal(2**60), {"@n": str(2**60)}),
        (date(2026, 1, 1), {"@d": "2026-01-01"}),
        (FeelTime(10, 0, 0), {"@t": "10:00:00"}),
        (FeelDateTime(date(2026, 1, 1), FeelTime(10, 0, 0, 0, 0)), {"@dt": "2026-01-01T10:00:00Z"}),
        (timedelta(hours=1), {"@dur": "PT1H"}),
        (YearsMonths(1), {"@ymd": "P1M"}),
        ({"@d": "a"}, {"@c": {"@d": "a"}}),
        ([1, (2,)], [1, [2]]),
    ],
)
def test_json_tags(value, expected):
    assert to_json(value) == expected


@pytest.mark.parametrize("nonsense", [float("nan"), float("inf"), Decimal("NaN"), Decimal("1e9999")])
def test_numbers_that_feel_cannot_hold_are_refused(nonsense):
    with pytest.raises(ValueError, match="not a number"):
        to_feel(nonsense)


@pytest.mark.parametrize(
    "nonsense",
    [
        {"@d": 5},
        {"@d": None},
        {"@n": "NaN"},
        {"@n": []},
        {"@r": 5},
        {"@r": [1, 2]},
        {"@r": [1, 2, 3, 4, 5]},
        {"@dur": "1h"},
        {"@t": {}},
    ],
)
def test_tags_with_other_content_are_refused(nonsense):
    with pytest.raises(ValueError, match="@"):
        from_json(nonsense)


def test_json_that_nests_too_deep_is_refused():
    value: Any = []
    for _ in range(5000):
        value = [value]

    for convert in (from_json, to_feel):
        with pytest.raises(ValueError, match="nests deeper"):
            convert(value)


def test_other_types_are_refused():
    with pytest.raises(TypeError, match="complex"):
        to_feel(1j)
    with pytest.raises(ValueError, match="not a date"):
        from_json({"@d": "yesterday"})
    with pytest.raises(TypeError, match="function"):
        to_json(compile_expression("function() 1").evaluate({}).value)


def test_a_value_that_would_explode_is_refused():
    value: Any = [1] * 10
    for _ in range(10):
        value = [value] * 10

    with pytest.raises(FeelBudgetExceeded):
        to_json(value)


def test_plain_python_values_are_converted_at_any_depth():
    scope = {"rows": [{"n": 2, "on": datetime(2026, 1, 1)}], "pair": (1, {"f": 0.5})}
    assert compile_expression('rows = [{n: 2, on: @"2026-01-01T00:00:00"}]').evaluate(scope).value is True
    assert compile_expression("sum(rows.n) + pair[2].f").evaluate(scope).value == Decimal("2.5")
    assert compile_unary_tests("[1, 2]").evaluate([1, 2], {}).value is True
    assert type(compile_expression("rows").evaluate(scope).value[0]["n"]) is Decimal
    with pytest.raises(TypeError):
        compile_expression("x").evaluate({"x": [object()]})
