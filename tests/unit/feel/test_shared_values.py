"""A few lists and contexts that occur many times stand for millions of items: nothing that looks at them takes longer for it."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from engine.feel import Budget, Environment, FeelBudgetExceeded, compile_expression, text_of, to_json
from tests.unit.feel.evaluating import evaluation, value

LEVELS = 35
TOP = f", top: a{LEVELS - 1}}}.top"
NESTED = "{a0: {x: 1}, " + ", ".join(f"a{n}: {{l: a{n - 1}, r: a{n - 1}}}" for n in range(1, LEVELS)) + TOP
LISTS = "{a0: [1], " + ", ".join(f"a{n}: [a{n - 1}, a{n - 1}]" for n in range(1, LEVELS)) + TOP
RANGES = "{a0: (= 1), " + ", ".join(f"a{n}: (= a{n - 1})" for n in range(1, LEVELS)) + TOP
LONG = 'string join(for i in 1..1000 return "' + "x" * 900 + '")'


def seconds_of(source: str) -> float:
    started = time.process_time()
    with pytest.raises(FeelBudgetExceeded):
        evaluation(source)
    return time.process_time() - started


@pytest.mark.parametrize("made", [NESTED, LISTS, RANGES])
@pytest.mark.parametrize(
    "asked",
    [
        "is(a, b)",
        "a = b",
        "a != b",
        "list contains([a], b)",
        "index of([a], b)",
        "distinct values([a, b])",
        "string(a)",
        "a in (b)",
    ],
)
def test_what_is_shared_cannot_explode(made, asked):
    assert seconds_of(f"{{a: {made}, b: {made}, answer: {asked}}}.answer") < 5


@pytest.mark.parametrize("made", [NESTED, LISTS, RANGES])
def test_a_result_is_no_larger_than_its_bound(made):
    started = time.process_time()
    with pytest.raises(FeelBudgetExceeded, match="result holds more than 5000000"):
        evaluation(made)
    assert time.process_time() - started < 1


def test_a_small_result_may_share_what_it_holds():
    assert value("{a: [1, 2], b: [a, a, a]}.b") == [[Decimal(1), Decimal(2)]] * 3


def test_the_bound_of_the_result_can_be_set():
    environment = Environment(budget=Budget(size=10))
    with pytest.raises(FeelBudgetExceeded, match="10 characters and items"):
        compile_expression('["12345678901"]').evaluate({}, environment=environment)


def test_is_tells_moments_apart_within_lists_and_contexts():
    assert value('is([@"10:00:00Z"], [@"11:00:00+01:00"])') is False
    assert value('is({a: @"10:00:00Z"}, {a: @"10:00:00Z"})') is True
    assert value("is([1.0, null], [1, null])") is True
    assert value("is([1], [true])") is False


@pytest.mark.parametrize(
    ("source", "bound"),
    [
        (f"{{t: {LONG}, r: string([t, t])}}.r", "A text grows longer than 1000000"),
        (f"{{t: {LONG}, r: string join([t, t])}}.r", "A text grows longer than 1000000"),
        (f"{{t: {LONG}, r: t + t}}.r", "A text grows longer than 1000000"),
        (f'{{t: {LONG}, r: replace("aaaa", "a", t)}}.r', "A text grows longer than 1000000"),
        (f'{{t: {LONG}, r: for i in 1..100 return t + "!"}}.r', "makes more than 5000000 characters and items"),
        (f"{{t: {LONG}, r: for i in 1..100 return t}}.r", "result holds more than 5000000 characters and items"),
        ("string(for i in 1..1000 return 1e6144)", "A text grows longer than 1000000"),
    ],
)
def test_texts_are_bounded_before_they_are_made(source, bound):
    with pytest.raises(FeelBudgetExceeded, match=bound):
        evaluation(source)


def test_what_lies_just_below_the_bound_is_made():
    source = f"string length({{t: {LONG}, r: t + substring(t, 1, 100000)}}.r)"
    assert value(source) == Decimal(1_000_000)


@pytest.mark.parametrize(
    "asked",
    [
        'for i in 1..200000 return contains(a, "y")',
        "for i in 1..200000 return a = b",
        "for i in 1..200000 return a < b",
        "max(for i in 1..50000 return if odd(i) then a else b)",
        "list contains(for i in 1..90000 return a, b)",
        "distinct values(for i in 1..90000 return if odd(i) then a else b)",
    ],
)
def test_long_texts_cost_steps_where_they_are_read(asked):
    assert seconds_of(f'{{a: {LONG} + "a", b: {LONG} + "b", answer: {asked}}}.answer') < 5


def test_instance_of_looks_into_each_part_once():
    type_ = "list<" * (LEVELS - 1) + "list<number>" + ">" * (LEVELS - 1)
    found = evaluation(f"{{a: {LISTS}, answer: a instance of {type_}}}.answer")
    assert found.value is True
    assert found.steps < 1_000


def test_a_text_for_display_is_not_rendered_whole():
    huge = ["x" * 1_000_000] * 1_000_000
    started = time.process_time()
    assert text_of(huge, 20) == '["xxxxxxxxxxxxxxxxxx'
    assert time.process_time() - started < 1
    assert text_of([1, Decimal("1.50")][1:], 80) == "[1.5]"


def test_json_is_bounded_in_characters_too():
    with pytest.raises(FeelBudgetExceeded, match="characters"):
        to_json(["x" * 1_000_000] * 100)


def test_messages_are_not_as_long_as_what_they_name():
    found = evaluation(f"{{t: {LONG}, r: get value({{}}, t)}}.r")
    assert len(found.warnings[0].message) <= 500
