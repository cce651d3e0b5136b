"""Checks of types take their steps from the evaluation that asks, and look into what is shared once."""

from __future__ import annotations

import time

import pytest

from engine.dmn import DecisionError
from engine.feel import Budget, Environment
from tests.unit.dmn.deciding import decision, inputs, literal, of

TREE = (
    '<itemDefinition name="tTree"><itemComponent name="l"><typeRef>tTree</typeRef></itemComponent>'
    '<itemComponent name="r"><typeRef>tTree</typeRef></itemComponent></itemDefinition>'
)
TREES = "{a0: {l: null, r: null}, " + ", ".join(f"a{n}: {{l: a{n - 1}, r: a{n - 1}}}" for n in range(1, 30))
SLOW = (
    '<itemDefinition name="tSlow"><typeRef>number</typeRef><allowedValues>'
    "<text>count(for i in 1..20000 return ?) > 0</text></allowedValues></itemDefinition>"
    '<itemDefinition name="tSlows" isCollection="true"><typeRef>tSlow</typeRef></itemDefinition>'
)


def test_a_recursive_type_looks_into_shared_parts_once():
    body = TREE + decision("d", literal(TREES + ", ok: a29 instance of tTree}.ok"))
    outcome = of(body).evaluate("d", {})
    assert outcome.value is True
    assert outcome.steps < 2_000


def test_allowed_values_take_their_steps_from_the_decision():
    decisions = of(SLOW + inputs("x", types=["tSlows"]) + decision("d", literal("count(x)"), "#i_x"))
    started = time.process_time()
    with pytest.raises(DecisionError) as refused:
        decisions.evaluate("d", {"x": list(range(1000))}, environment=Environment(budget=Budget(steps=200_000)))
    assert refused.value.code == "dmn.budget"
    assert time.process_time() - started < 2


def test_allowed_values_warn_of_nothing_themselves():
    item = '<itemDefinition name="t"><typeRef>number</typeRef><allowedValues><text>&lt; 5</text></allowedValues></itemDefinition>'
    decisions = of(item + inputs("x", types=["t"]) + decision("d", literal("x"), "#i_x"))
    outcome = decisions.evaluate("d", {"x": 7})
    assert outcome.value is None
    assert [remark.message for remark in outcome.remarks] == ["x: expected t, got a number that is not one."]


def test_a_result_that_would_be_too_large_is_refused():
    with pytest.raises(DecisionError, match="result holds more"):
        of(decision("d", literal(TREES + "}.a29"))).evaluate("d", {})
