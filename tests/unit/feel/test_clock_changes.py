"""The hour that comes twice in autumn and the one that is missing in spring: instants decide."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.feel import from_json, to_feel, to_json
from tests.unit.feel.evaluating import text, value

FIRST = '@"2026-10-25T02:30:00@Europe/Berlin"'
SECOND = f'({FIRST} + @"PT1H")'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"{SECOND} - {FIRST}", "PT1H"),
        (f"{FIRST} < {SECOND}", "true"),
        (f"{FIRST} = {SECOND}", "false"),
        (f"is({FIRST}, {SECOND})", "false"),
        (f"({FIRST}).time offset", "PT2H"),
        (f"{SECOND}.time offset", "PT1H"),
        (f"{SECOND}.timezone", "Europe/Berlin"),
        (SECOND, "2026-10-25T02:30:00+01:00"),
        (f'{SECOND} + @"PT1H"', "2026-10-25T03:30:00@Europe/Berlin"),
        (f'{SECOND} - @"PT1H" = {FIRST}', "true"),
        (f'{SECOND} + @"P1M"', "2026-11-25T02:30:00@Europe/Berlin"),
        ('date and time(@"2026-10-25T01:30:00Z", "Europe/Berlin") = @"2026-10-25T01:30:00Z"', "true"),
        ('date and time(@"2026-10-25T00:30:00Z", "Europe/Berlin") = @"2026-10-25T00:30:00Z"', "true"),
        ('@"2026-03-29T02:30:00@Europe/Berlin" = @"2026-03-29T03:30:00@Europe/Berlin"', "true"),
        (f"sort([{SECOND}, {FIRST}])[1] = {FIRST}", "true"),
    ],
)
def test_the_hour_that_comes_twice(source, expected):
    assert text(source) == expected


def test_python_and_json_keep_the_instant():
    second = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1)
    found = to_feel(second)
    assert found.to_datetime() == second.astimezone(UTC)
    assert from_json(to_json(found)).instant == found.instant


def test_order_looks_at_fractions_of_a_second():
    late, early = '@"2026-01-01T00:00:00.9"', '@"2026-01-01T00:00:00.1"'
    assert value(f"{early} < {late}") is True
    assert value(f"min({late}, {early}) < {late}") is True
    assert text(f"sort([{late}, {early}])") == "[2026-01-01T00:00:00.1, 2026-01-01T00:00:00.9]"
    assert text('max([@"10:00:00.2", @"10:00:00.7"])') == "10:00:00.7"
    assert value(f"{early} = {late}") is True  # equality looks at whole seconds, as the TCK has it
