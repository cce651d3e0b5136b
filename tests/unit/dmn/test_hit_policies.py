"""What each hit policy makes of the rules that match (DMN 1.5, 8.2.10)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.dmn import DecisionError, DecisionsRefused
from tests.unit.dmn.deciding import of_table

OVERLAPPING = [(["< 10"], ['"low"']), (["> 5"], ['"high"'])]
NUMBERS = [(["-"], ["3"]), (["-"], ["1"]), (["> 100"], ["50"])]


def test_unique_gives_the_one_rule_and_says_which():
    # given a table whose rules overlap between 5 and 10
    decisions = of_table(OVERLAPPING)

    # when a value lies outside of the overlap
    outcome = decisions.evaluate("d", {"x": 3})

    # then its rule decides, and the trace names it
    assert outcome.value == "low"
    assert outcome.tables[0].matched == (1,)
    assert outcome.tables[0].inputs == (("x", Decimal(3)),)


def test_a_violated_unique_names_the_rules():
    with pytest.raises(DecisionError) as refusal:
        of_table(OVERLAPPING).evaluate("d", {"x": 7})
    assert (refusal.value.code, refusal.value.rules, refusal.value.element_id) == ("dmn.not_unique", (1, 2), "d_d")
    assert "1, 2" in refusal.value.en and "1, 2" in refusal.value.zh


def test_any_takes_rules_that_agree_and_refuses_those_that_differ():
    agreeing = [(["< 10"], ['"ok"']), (["> 5"], ['"ok"'])]
    assert of_table(agreeing, policy="ANY").evaluate("d", {"x": 7}).value == "ok"

    with pytest.raises(DecisionError) as refusal:
        of_table(OVERLAPPING, policy="ANY").evaluate("d", {"x": 7})
    assert (refusal.value.code, refusal.value.rules) == ("dmn.any_differs", (1, 2))


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("FIRST", "low"),
        ("PRIORITY", "high"),
        ("RULE ORDER", ["low", "high"]),
        ("OUTPUT ORDER", ["high", "low"]),
        ("COLLECT", ["low", "high"]),
    ],
)
def test_several_matches(policy, expected):
    assert of_table(OVERLAPPING, policy=policy, values=['"high", "low"']).evaluate("d", {"x": 7}).value == expected


@pytest.mark.parametrize(("how", "expected"), [("SUM", 4), ("MIN", 1), ("MAX", 3), ("COUNT", 2)])
def test_collect_aggregates(how, expected):
    assert of_table(NUMBERS, policy="COLLECT", aggregation=how).evaluate("d", {"x": 7}).value == Decimal(expected)


def test_several_outputs_are_a_context():
    decisions = of_table([(["> 0"], ['"red"', "1"])], outputs=("colour", "level"))
    assert decisions.evaluate("d", {"x": 7}).value == {"colour": "red", "level": Decimal(1)}


def test_the_default_stands_where_no_rule_matches():
    assert of_table([(["> 10"], ['"high"'])], default='"none"').evaluate("d", {"x": 1}).value == "none"
    assert of_table([(["> 10"], ['"high"'])]).evaluate("d", {"x": 1}).value is None


def test_an_output_that_is_not_allowed_becomes_null_and_is_told():
    outcome = of_table([(["-"], ['"blue"'])], values=['"red", "green"']).evaluate("d", {"x": 1})
    assert outcome.value is None
    assert any("Rule 1" in remark.message for remark in outcome.remarks)


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        ({"policy": "SOMEHOW"}, "dmn.hit_policy"),
        ({"policy": "FIRST", "aggregation": "SUM"}, "dmn.aggregation"),
        ({"policy": "PRIORITY"}, "dmn.no_priorities"),
        ({"outputs": ("a", "a")}, "dmn.output_names"),
        ({"on": ("x", "y")}, "dmn.rule_width"),
    ],
)
def test_tables_that_cannot_be_meant_are_refused(options, rule):
    outputs = ['"a"'] * len(options.get("outputs", ("out",)))
    with pytest.raises(DecisionsRefused) as refusal:
        of_table([(["-"], outputs)], **options)
    assert [each.rule for each in refusal.value.problems] == [rule]
    assert refusal.value.problems[0].text("zh") != refusal.value.problems[0].text("en")


def test_first_asks_nothing_below_the_rule_that_matches():
    guarded = [(["0"], ["0"]), (["< 10/x"], ["1"]), (["-"], ["10/x"])]

    outcome = of_table(guarded, policy="FIRST").evaluate("d", {"x": 0})

    assert (outcome.value, outcome.tables[0].matched, outcome.remarks) == (Decimal(0), (1,), ())
