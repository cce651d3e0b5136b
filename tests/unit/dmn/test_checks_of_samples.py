"""Static checks neither crash, nor claim what is not so, nor pass over what a clinician would trip over."""

from __future__ import annotations

import pytest

from engine.dmn.checks import check_examples, check_tables
from engine.dmn.checks.examples import MAX_EXAMPLES
from tests.unit.dmn.deciding import decision, inputs, literal, of, table
from tests.unit.dmn.test_checks import rules_of, told

EXTREME = [
    '< @"P999999999D"',
    '> @"P999999999DT23H59M59.999999S"',
    '< @"-P999999999D"',
    '> @"999999999-12-31"',
    '< @"-999999999-01-01"',
    '> @"999999999-12-31T23:59:59Z"',
    '< @"-999999999-01-01T00:00:00"',
    '> @"P999999999999999Y"',
    "> 9.999999999999999999999999999999999e6144",
    "< 1e-6143",
    '> @"23:59:59.999999999"',
    '< @"00:00:00"',
    '< ""',
    '> @"9999-12-31"',
]


@pytest.mark.parametrize("cell", EXTREME)
def test_the_farthest_values_do_not_stop_the_checks(cell):
    found = rules_of([([cell], ["1"]), (["null"], ["2"])], policy="FIRST")
    assert set(found) <= {"dmn.gap", "dmn.not_fully_checked", "dmn.dead_rule"}
    dead = {'> @"23:59:59.999999999"', '< @"00:00:00"', '< ""', '> @"999999999-12-31"', '< @"-999999999-01-01"'}
    assert cell in dead or "dmn.dead_rule" not in found


@pytest.mark.parametrize(
    "cells",
    [
        ['> @"12:00:00"', '<= @"12:00:00"'],
        ['< @"08:00:00"', '[@"08:00:00"..@"17:00:00"]', '> @"17:00:00"'],
        ['< @"08:00:00Z"', '>= @"08:00:00Z"'],
        ['< "m"', '>= "m"'],
        ['< "a"', '["a".."b"]', '> "b"'],
        ['"…"', 'not("…")'],
        ["not(5)", "5"],
    ],
)
def test_no_gap_and_no_dead_rule_where_there_is_none(cells):
    assert told([([cell], ["1"]) for cell in cells]) == []


def test_mixed_types_are_not_called_dead():
    found = told([(["5"], ["1"]), (['"five"'], ["2"]), (['@"2026-01-01"'], ["3"]), (["true"], ["4"])])
    assert {rule for rule, _ in found} == {"dmn.gap"}


def test_more_values_than_are_looked_at_are_told_and_none_of_them_called_dead():
    assert rules_of([([f'"{number}"'], ["1"]) for number in range(400)]) == ["dmn.gap"]
    found = rules_of([([f"{number * 2}"], ["1"]) for number in range(800)], policy="FIRST")
    assert "dmn.not_fully_checked" in found
    assert not {"dmn.dead_rule", "dmn.unreachable_rule"} & set(found)


def test_two_columns_that_ask_the_same_see_the_same():
    rows = [(["< 10", "-"], ["1"]), ([">= 10", ">= 10"], ["2"])]
    columns = table(rows, on=("x", "y")).replace("<text>y</text>", "<text> x </text>")
    assert check_tables(of(inputs("x") + decision("d", columns, "#i_x"))) == []


def test_columns_that_read_the_same_variable_differently_are_not_guessed_about():
    rows = [(["< 10", "< 20"], ["1"]), ([">= 10", "-"], ["2"])]
    columns = table(rows, on=("x", "y")).replace("<text>y</text>", "<text>x + 10</text>")
    found = check_tables(of(inputs("x") + decision("d", columns, "#i_x")))
    assert [(problem.rule, problem.severity) for problem in found] == [("dmn.not_fully_checked", "info")]
    parts = table(rows, on=("x", "y")).replace("<text>x<", "<text>p.a<").replace("<text>y<", "<text>p.b<")
    assert [each.rule for each in check_tables(of(inputs("p") + decision("d", parts, "#i_p")))] == ["dmn.gap"]


def test_a_gap_between_times_is_found():
    ((rule, text),) = told([(['< @"12:00:00"'], ["1"]), (['> @"13:00:00"'], ["2"])])[:1]
    assert rule == "dmn.gap" and "x = 1" in text


def test_outputs_are_compared_as_values():
    assert rules_of([(["<= 1"], ["1"]), ([">= 1.0"], ["1.0"])], policy="ANY") == []
    assert rules_of([(["1"], ["1"]), (["1.0"], ["2"])], policy="ANY") == ["dmn.overlap", "dmn.gap"][::-1]
    assert "dmn.overlap" in rules_of([(["1"], ["1"]), (["1.0"], ["1"])])


def test_outputs_outside_their_values_are_told():
    ((rule, text),) = told([(["-"], ['"C"'])], values=['"A","B"'])
    assert rule == "dmn.output_value" and '"C"' in text
    assert told([(["-"], ['"B"'])], values=['"A","B"']) == []


def test_with_priorities_the_rules_that_never_win_are_told():
    rows = [(["> 5"], ['"low"']), (["-"], ['"high"'])]
    found = told(rows, policy="PRIORITY", values=['"high","low"'])
    assert [rule for rule, _ in found] == ["dmn.unreachable_rule"]
    assert "rule 1" in found[0][1]
    assert told(rows, policy="PRIORITY", values=['"low","high"']) == []


def test_a_failing_cell_and_a_negated_one_of_another_type():
    body = inputs("x", types=["number"]) + decision(
        "d",
        '<decisionTable><input><inputExpression typeRef="number"><text>x</text></inputExpression></input><output/>'
        '<rule><inputEntry><text>not("a")</text></inputEntry><outputEntry><text>1</text></outputEntry></rule></decisionTable>',
        "#i_x",
    )
    assert "dmn.never_matches" not in [problem.rule for problem in check_tables(of(body))]


def with_examples(count: int, text: str = "x"):
    one = "<carelane:example name='e' inputs='{\"x\": 1}' expected='1'/>"
    extension = f"<extensionElements><carelane:examples>{one * count}</carelane:examples></extensionElements>"
    body = inputs("x") + decision("d", literal(text), "#i_x")
    return of(body.replace('<variable name="d"/>', f'{extension}<variable name="d"/>'))


def test_examples_that_are_not_run_are_told():
    assert check_examples(with_examples(MAX_EXAMPLES)) == []
    (found,) = check_examples(with_examples(MAX_EXAMPLES + 1))
    assert (found.rule, found.severity) == ("dmn.examples_not_run", "warning")
    assert "500 of 501" in found.text()


def test_all_examples_together_are_bounded():
    (found,) = check_examples(with_examples(400, "if count(for i in 1..20000 return i) > 0 then x else x"))
    assert found.rule == "dmn.examples_not_run"
    assert found.params["ran"] < 200
