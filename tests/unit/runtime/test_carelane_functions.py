"""The product's own functions, apart from FEEL's in their namespace."""

from __future__ import annotations

import pytest

from engine.calendars import BusinessCalendar, calendar_to_json, hours_from_text
from engine.feel import DEFAULT, Environment, compile_expression, from_json, to_json
from engine.runtime.carelane import NAMESPACES, namespace

OFFICE = BusinessCalendar(key="office", zone="UTC", week=(hours_from_text("08:00-12:00"),) * 5 + ((), ()))


def value(text: str, environment: Environment | None = None, **variables):
    scope = {name: from_json(each) for name, each in variables.items()}
    return to_json(compile_expression(text).evaluate(scope, environment=environment or Environment(namespaces=NAMESPACES)).value)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("1960-03-02", "2026-03-02", 66),
        ("1960-03-03", "2026-03-02", 65),
        ("2024-02-29", "2025-02-28", 0),
        ("2024-02-29", "2025-03-01", 1),
    ],
)
def test_age_at(born, day, age):
    assert value(f'carelane.age at(date("{born}"), date("{day}"))') == age


def test_a_day_before_birth_has_no_age():
    assert value('carelane.age at(date("2026-03-02"), date("2026-03-01"))') is None


def test_on_duty():
    roster = """[{person: "he.jun", from: @"2026-03-02T08:00:00Z", to: @"2026-03-02T20:00:00Z"},
                 {person: "su.yan", from: @"2026-03-02T20:00:00Z", to: @"2026-03-03T08:00:00Z"}]"""
    assert value(f'carelane.on duty({roster}, @"2026-03-02T20:00:00Z")') == ["su.yan"]


def test_working_hours_of_a_calendar_that_is_handed_in_or_named():
    text = 'carelane.working hours(@"2026-03-02T01:00:00Z", @"2026-03-03T10:00:00Z", {})'
    named = Environment(namespaces={"carelane": namespace({"office": OFFICE})})
    expected = value(text.format('"office"'), named)
    assert expected == {"@dur": "PT6H"}
    assert value(text.format("calendar"), calendar=calendar_to_json(OFFICE)) == expected
    assert value(text.format('"elsewhere"'), named) is None


def test_the_namespace_is_not_there_unless_the_host_gives_it():
    assert value('carelane.age at(date("1960-03-02"), date("2026-03-02"))', DEFAULT) is None
