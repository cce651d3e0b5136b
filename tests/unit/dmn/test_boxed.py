"""Boxed expressions and item definitions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.dmn import DecisionsRefused
from engine.feel import FeelDateTime
from tests.unit.dmn.deciding import decide, decision, inputs, literal, of


def entry(name: str, expression: str, type_ref: str = "") -> str:
    kind = f' typeRef="{type_ref}"' if type_ref else ""
    return f'<contextEntry><variable name="{name}"{kind}/>{expression}</contextEntry>'


def test_a_context_sees_its_earlier_entries_and_gives_its_result():
    entries = entry("base rate", literal("2")) + entry("is-doubled", literal("base rate * 2"))
    assert decide(decision("d", f"<context>{entries}</context>")).value == {"base rate": 2, "is-doubled": 4}
    with_result = f"<context>{entries}<contextEntry>{literal('is-doubled + 1')}</contextEntry></context>"
    assert decide(decision("d", with_result)).value == 5


def test_lists_and_relations():
    assert decide(decision("d", f"<list>{literal('1')}{literal('1 + 1')}</list>")).value == [1, 2]
    columns = '<column name="drug"/><column name="dose" typeRef="number"/>'
    row = "<row>" + literal('"A"') + literal("5") + "</row>"
    assert decide(decision("d", f"<relation>{columns}{row}</relation>")).value == [{"drug": "A", "dose": 5}]


def test_conditional_filter_for_some_and_every():
    conditional = f"<conditional><if>{literal('x > 1')}</if><then>{literal('1')}</then><else>{literal('2')}</else></conditional>"
    filtered = f"<filter><in>{literal('[1, 2, 3]')}</in><match>{literal('item > x')}</match></filter>"
    each = f'<for iteratorVariable="n"><in>{literal("[1..3]")}</in><return>{literal("n * x")}</return></for>'
    some = f'<some iteratorVariable="n"><in>{literal("[1, 2]")}</in><satisfies>{literal("n > x")}</satisfies></some>'
    every = some.replace("some", "every")
    found = [
        decide(inputs("x") + decision("d", boxed, "#i_x"), x=1).value for boxed in (conditional, filtered, each, some, every)
    ]
    assert found == [2, [2, 3], [1, 2, 3], True, False]


def test_a_boxed_function_is_called_in_its_context():
    function = '<functionDefinition><formalParameter name="n" typeRef="number"/>' + literal("n * 2") + "</functionDefinition>"
    boxed = f"<context>{entry('twice', function)}<contextEntry>{literal('twice(4)')}</contextEntry></context>"
    assert decide(decision("d", boxed)).value == 8


def test_external_functions_are_not_run():
    function = '<functionDefinition kind="Java">' + literal('{class: "java.lang.Math"}') + "</functionDefinition>"
    outcome = decide(decision("d", function))
    assert outcome.value is None
    assert "not allowed" in outcome.remarks[0].message


PERSON = """<itemDefinition name="tPerson">
  <itemComponent name="name"><typeRef>string</typeRef></itemComponent>
  <itemComponent name="sex"><typeRef>string</typeRef><allowedValues><text>"f", "m"</text></allowedValues></itemComponent>
  <itemComponent name="children" isCollection="true"><typeRef>tPerson</typeRef></itemComponent>
</itemDefinition>"""


def test_a_structure_may_hold_itself_and_is_checked_throughout():
    body = PERSON + inputs("x", types=["tPerson"]) + decision("d", literal("count(x.children)"), "#i_x")
    child = {"name": "B", "sex": "f", "children": []}
    assert decide(body, x={"name": "A", "sex": "m", "children": [child]}).value == 1
    outcome = decide(body, x={"name": "A", "sex": "m", "children": [{**child, "sex": "x"}]})
    assert outcome.value is None or outcome.value == 0
    assert any("tPerson" in remark.message for remark in outcome.remarks)


@pytest.mark.parametrize(
    ("type_ref", "text", "expected"),
    [
        ("number", '"1"', None),
        ("number", "[1]", Decimal(1)),
        ("tNumbers", "1", [Decimal(1)]),
        ("list<number>", "[1, 2]", [Decimal(1), Decimal(2)]),
        ("list<number>", '["a", 2]', None),
        ("string", '"1"', "1"),
    ],
)
def test_a_value_becomes_its_type_or_null(type_ref, text, expected):
    numbers = '<itemDefinition name="tNumbers" isCollection="true"><typeRef>number</typeRef></itemDefinition>'
    escaped = type_ref.replace("<", "&lt;")
    assert decide(numbers + decision("d", literal(text), type_ref=escaped)).value == expected


def test_a_date_becomes_its_midnight_where_a_date_and_time_is_wanted():
    value = decide(decision("d", literal('date("2026-05-01")'), type_ref="date and time")).value
    assert isinstance(value, FeelDateTime)
    assert (value.date, str(value.time)) == (date(2026, 5, 1), "00:00:00Z")


def test_a_constraint_is_of_the_whole_and_allowed_values_of_each():
    item = '<itemDefinition name="t" isCollection="true"><typeRef>number</typeRef>{}</itemDefinition>'
    allowed = item.format("<allowedValues><text>[0..9]</text></allowedValues>")
    whole = item.format("<typeConstraint><text>count(?) &lt; 3</text></typeConstraint>")
    assert decide(allowed + decision("d", literal("[1, 9, 3]"), type_ref="t")).value == [1, 9, 3]
    assert decide(allowed + decision("d", literal("[1, 10]"), type_ref="t")).value is None
    assert decide(whole + decision("d", literal("[1, 10]"), type_ref="t")).value == [1, 10]
    assert decide(whole + decision("d", literal("[1, 2, 3]"), type_ref="t")).value is None


def test_unknown_types_and_broken_feel_are_refused_with_their_place():
    with pytest.raises(DecisionsRefused) as refusal:
        of(decision("d", literal("1 +"), type_ref="tNowhere"))
    assert {each.rule for each in refusal.value.problems} == {"dmn.syntax", "dmn.unknown_type"}


def test_a_long_boxed_for_is_not_refused_for_a_partial_that_it_does_not_read():
    body = f'<for iteratorVariable="i"><in>{literal("[1..9000]")}</in><return>{literal("i")}</return></for>'
    assert len(decide(decision("d", body)).value) == 9000
    partial = f'<for iteratorVariable="i"><in>{literal("[1..3]")}</in><return>{literal("count(partial)")}</return></for>'
    assert decide(decision("d", partial)).value == [0, 1, 2]


def test_a_position_in_an_empty_boxed_filter_is_null():
    body = f"<filter><in>{literal('[]')}</in><match>{{}}</match></filter>"
    assert decide(decision("d", body.format(literal("1")))).value is None
    assert decide(decision("d", body.format(literal("item > 1")))).value == []
