"""Rounds, shifts and working days in FEEL, with the calendars of the organisation."""

from __future__ import annotations

import pytest

from engine.calendars import ALWAYS, BusinessCalendar, CalendarBook, hours_from_text
from tests.unit.runtime.instance import Instance, inline

WARD = BusinessCalendar(
    key="ward", zone="Asia/Shanghai", week=ALWAYS, shifts={"night": hours_from_text("22:00-08:00")[0]}, rounds={"morning": 480}
)
OFFICE = BusinessCalendar(key="office", zone="Asia/Shanghai", week=(hours_from_text("08:00-17:00"),) * 5 + ((), ()))
BOOK = CalendarBook([WARD, OFFICE])


def value(expression: str) -> object:
    """At 2 March 2026, 08:00 in Shanghai, a Monday."""
    body = (
        f'<startEvent id="s"/><scriptTask id="a"><script>{{found: {expression}}}</script></scriptTask><userTask id="t"/>'
        '<endEvent id="e"/><sequenceFlow id="f3" sourceRef="t" targetRef="e"/>'
        '<sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="t"/>'
    )
    model = inline(body)
    assert model.asks_calendars
    return Instance(model, calendars=BOOK).variables["found"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('string(carelane.next round("morning", now(), "ward"))', "2026-03-03T00:00:00"),
        ('string(carelane.next round("16:30", now(), "office"))', "2026-03-02T08:30:00"),
        ('carelane.shift at(@"2026-03-01T18:00:00Z", "ward").name', "night"),
        ('string(carelane.add working days(now(), 5, "office"))', "2026-03-09T00:00:00"),
        ('carelane.is working day(date("2026-03-07"), "office")', False),
    ],
)
def test_asks_the_calendar(expression, expected):
    found = value(expression)
    assert found == expected or str(found).startswith(str(expected))
