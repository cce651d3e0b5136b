"""Gaps, overlaps, dead rules, wrong types and failing examples are told with an example."""

from __future__ import annotations

import pytest

from engine.dmn.checks import check_examples, check_tables
from tests.unit.dmn.deciding import decision, inputs, literal, of, of_table


def told(*arguments, **options):
    return [(problem.rule, problem.text()) for problem in check_tables(of_table(*arguments, **options))]


def rules_of(*arguments, **options):
    return [rule for rule, _ in told(*arguments, **options)]


@pytest.mark.parametrize(
    "cells",
    [
        ["< 10", ">= 10"],
        ["< 10", "[10..20)", ">= 20"],
        ['"a"', 'not("a")'],
        ["true", "false"],
        ["< 10", "10", "> 10"],
        ['< date("2026-01-01")', '>= date("2026-01-01")'],
        ['<= duration("P1D")', '> duration("P1D")'],
        ["-"],
    ],
)
def test_a_complete_table_has_nothing_to_tell(cells):
    assert told([([cell], ["1"]) for cell in cells]) == []


def test_a_gap_is_told_with_an_example():
    ((rule, text),) = told([(["< 10"], ["1"]), (["> 10"], ["2"])])
    assert rule == "dmn.gap"
    assert "x = 10" in text


def test_an_overlap_is_told_with_its_rules_and_an_example():
    ((rule, text),) = told([(["<= 10"], ["1"]), ([">= 10"], ["2"])])
    assert rule == "dmn.overlap"
    assert "rules 1, 2" in text and "x = 10" in text


def test_gaps_are_found_across_columns():
    found = told([(["< 10", "true"], ["1"]), ([">= 10", "-"], ["2"])], on=("x", "y"))
    assert [rule for rule, _ in found] == ["dmn.gap"]
    assert "x = 9, y = false" in found[0][1]


def test_hit_policies_say_what_is_a_fault():
    overlapping = [(["<= 10"], ["1"]), ([">= 10"], ["2"])]
    agreeing = [(["<= 10"], ["1"]), ([">= 10"], ["1"])]
    assert rules_of(overlapping, policy="ANY") == ["dmn.overlap"]
    assert rules_of(agreeing, policy="ANY") == []
    assert rules_of(overlapping, policy="COLLECT") == []
    assert rules_of([(["> 10"], ["1"])], policy="COLLECT") == []
    assert rules_of([(["> 10"], ["1"])], default="0") == []


def test_rules_that_never_decide():
    assert rules_of([(["-"], ["1"]), (["> 10"], ["2"])], policy="FIRST") == ["dmn.unreachable_rule"]
    assert rules_of([(["> 10"], ["1"]), (["-"], ["2"])], policy="FIRST") == []


@pytest.mark.parametrize("rules", [[(["< limit"], ["1"]), ([">= limit"], ["2"])], [(["? > 1 and ? < 9"], ["1"])]])
def test_what_cannot_be_told_in_advance_is_not_guessed_but_said(rules):
    assert rules_of(rules) == ["dmn.not_fully_checked"]


def test_a_wide_table_says_that_it_was_not_walked_whole():
    names = tuple(f"x{index}" for index in range(40))
    rows = [([f"> {row}" if column == row else "-" for column in range(40)], ["1"]) for row in range(40)]
    assert "dmn.not_fully_checked" in rules_of(rows, on=names)


def test_values_of_another_type_never_match():
    body = inputs("x", types=["number"]) + decision(
        "d",
        '<decisionTable><input><inputExpression typeRef="number"><text>x</text></inputExpression></input>'
        '<output typeRef="string"/><rule><inputEntry><text>"high"</text></inputEntry>'
        "<outputEntry><text>1</text></outputEntry></rule></decisionTable>",
        "#i_x",
    )
    assert {"dmn.never_matches", "dmn.output_type"} <= {problem.rule for problem in check_tables(of(body))}


def example(inputs_: str, expected: str) -> str:
    one = f"<carelane:example name='e' inputs='{inputs_}' expected='{expected}'/>"
    return f"<extensionElements><carelane:examples>{one}</carelane:examples></extensionElements>"


def with_example(inputs_: str, expected: str):
    body = inputs("x") + decision("d", literal('if x > 1 then date("2026-05-01") else x + 0.5'), "#i_x")
    return of(body.replace('<variable name="d"/>', f'{example(inputs_, expected)}<variable name="d"/>'))


@pytest.mark.parametrize(
    ("inputs_", "expected", "rule"),
    [
        ('{"x": 1}', "1.5", None),
        ('{"x": 2}', '{"@d": "2026-05-01"}', None),
        ('{"x": 1}', "2", "dmn.example_failed"),
        ('{"x": 1', "2", "dmn.example_unreadable"),
        ("[1]", "2", "dmn.example_unreadable"),
    ],
)
def test_examples_are_run(inputs_, expected, rule):
    found = [problem.rule for problem in check_examples(with_example(inputs_, expected))]
    assert found == ([rule] if rule else [])
