"""Hostile expressions in every place of a decision file: checked as it is before it is published, and evaluated."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

import pytest

from engine.dmn import DecisionError, inspect_decisions
from engine.dmn.checks import check_examples, check_tables
from engine.feel import Budget, Environment
from tests.unit.dmn.deciding import file
from tests.unit.hostile.watching import in_time, share

ENVIRONMENT = Environment(now=datetime(2026, 3, 2, tzinfo=UTC), budget=Budget(steps=200_000, seconds=0.8))
_LITERAL = "<literalExpression><text>{text}</text></literalExpression>"
_ONE = "<literalExpression><text>[1]</text></literalExpression>"
_BOXED = {
    "literal expression": _LITERAL,
    "entry of a context": f"<context><contextEntry><variable name='a'/>{_LITERAL}</contextEntry></context>",
    "invoked function": f"<invocation>{_LITERAL}<binding><parameter name='a'/>{_ONE}</binding></invocation>",
    "binding": f"<invocation>{_LITERAL.format(text='k')}<binding><parameter name='a'/>{_LITERAL}</binding></invocation>",
    "cell of a relation": f"<relation><column name='a'/><row>{_LITERAL}</row></relation>",
    "item of a list": f"<list>{_LITERAL}</list>",
    "body of a function": f"<functionDefinition><formalParameter name='a'/>{_LITERAL}</functionDefinition>",
    "java function": "<functionDefinition kind='Java'><context><contextEntry><variable name='class'/>"
    f"{_LITERAL}</contextEntry><contextEntry><variable name='method signature'/>{_LITERAL}</contextEntry></context>"
    "</functionDefinition>",
    "if": f"<conditional><if>{_LITERAL}</if><then>{_ONE}</then><else>{_ONE}</else></conditional>",
    "then and else": f"<conditional><if>{_ONE}</if><then>{_LITERAL}</then><else>{_LITERAL}</else></conditional>",
    "in of a filter": f"<filter><in>{_LITERAL}</in><match>{_ONE}</match></filter>",
    "match of a filter": f"<filter><in>{_ONE}</in><match>{_LITERAL}</match></filter>",
    "in of a for": f"<for iteratorVariable='i'><in>{_LITERAL}</in><return>{_ONE}</return></for>",
    "return of a for": f"<for iteratorVariable='i'><in>{_ONE}</in><return>{_LITERAL}</return></for>",
    "some": f"<some iteratorVariable='i'><in>{_ONE}</in><satisfies>{_LITERAL}</satisfies></some>",
    "every": f"<every iteratorVariable='i'><in>{_ONE}</in><satisfies>{_LITERAL}</satisfies></every>",
}
_TABLE = {
    "input expression": ("{text}", "-", "1", "", "", ""),
    "input cell": ("1", "{text}", "1", "", "", ""),
    "output cell": ("1", "-", "{text}", "", "", ""),
    "input values": ("1", "-", "1", "<inputValues><text>{text}</text></inputValues>", "", ""),
    "output values": ("1", "-", "1", "", "<outputValues><text>{text}</text></outputValues>", ""),
    "default output": ("1", "2", "1", "", "", "<defaultOutputEntry>{literal}</defaultOutputEntry>"),
}
_ITEMS = {
    "allowed values": "<allowedValues><text>{text}</text></allowedValues>",
    "type constraint": "<typeConstraint><text>{text}</text></typeConstraint>",
}
POLICIES = ("COLLECT", "PRIORITY", "OUTPUT ORDER")


def decision(body: str, *, item: str = "", more: str = "") -> bytes:
    return file(
        f"<itemDefinition name='t'><typeRef>number</typeRef>{item}</itemDefinition>"
        "<inputData id='i' name='i'><variable name='i' typeRef='t'/></inputData>"
        "<businessKnowledgeModel id='b' name='k'><variable name='k'/><encapsulatedLogic><formalParameter name='a'/>"
        f"{_ONE}</encapsulatedLogic></businessKnowledgeModel>"
        f"<decision id='d' name='d'>{more}<variable name='d'/>"
        "<informationRequirement><requiredInput href='#i'/></informationRequirement>"
        f"<knowledgeRequirement><requiredKnowledge href='#b'/></knowledgeRequirement>{body}</decision>"
    )


def placed(place: str, source: str, policy: str = "COLLECT") -> bytes:
    plain = "".join(each if each.isprintable() else "?" for each in source)
    text = escape(plain)
    literal = f"<text>{text}</text>"
    if place in _BOXED:
        return decision(_BOXED[place].format(text=text))
    if place in _ITEMS:
        return decision(_LITERAL.format(text="i"), item=_ITEMS[place].format(text=text))
    if place == "example":
        values = quoteattr(json.dumps({"i": plain})), quoteattr(plain)
        example = f"<carelane:examples><carelane:example name='e' inputs={values[0]} expected={values[1]}/></carelane:examples>"
        return decision(_LITERAL.format(text="i"), more=f"<extensionElements>{example}</extensionElements>")
    asked, cell, given, inputs, outputs, default = (part.format(text=text, literal=literal) for part in _TABLE[place])
    rules = "".join(
        f"<rule><inputEntry><text>{each}</text></inputEntry><outputEntry><text>{given}</text></outputEntry></rule>"
        for each in (cell, "-" if place != "default output" else cell)
    )
    clauses = f"<input><inputExpression><text>{asked}</text></inputExpression>{inputs}</input><output>{outputs}{default}</output>"
    return decision(f"<decisionTable hitPolicy='{policy}'>{clauses}{rules}</decisionTable>")


PLACES = (*_BOXED, *_TABLE, *_ITEMS, "example")


@pytest.mark.parametrize("place", PLACES)
def test_the_places_are_read_as_such(place):
    """A harmless expression in each place is read without an error: what is refused below is refused for its expression."""
    found, problems = inspect_decisions({"d.dmn": placed(place, "1")})
    assert [each for each in problems if each.severity == "error"] == []
    assert found.decisions()


@pytest.mark.parametrize("place", PLACES)
def test_every_place_of_a_decision_and_its_checks(place):
    for number, source in enumerate(share(PLACES.index(place), 12)):
        with in_time(source, places=2):  # the cell of two rules
            raw = placed(place, source, POLICIES[number % len(POLICIES)])
            found, _ = inspect_decisions({"d.dmn": raw})
            check_tables(found)
            check_examples(found)
            with suppress(DecisionError):
                found.evaluate("d", {"i": 1}, environment=ENVIRONMENT)
