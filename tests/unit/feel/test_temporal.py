from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from engine.feel import FeelDateTime, YearsMonths, compile_expression, to_feel
from tests.unit.feel.evaluating import text, value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('@"2026-01-31" + @"P1M"', "2026-02-28"),
        ('@"2024-01-31" + duration("P1M")', "2024-02-29"),
        ('@"2026-03-31" - @"P1M"', "2026-02-28"),
        ('@"2024-02-29" + @"P1Y"', "2025-02-28"),
        ('@"2026-01-01" + @"PT36H"', "2026-01-02"),
        ('@"9999-12-31" + @"P1D"', "10000-01-01"),
        ('date("-0044-03-15") + @"P1D"', "-0044-03-16"),
        ('date and time("2026-01-01T10:00:00+08:00") + duration("PT24H")', "2026-01-02T10:00:00+08:00"),
        ('@"2026-03-28T12:00:00@Europe/Paris" + @"P1D"', "2026-03-29T13:00:00@Europe/Paris"),
        ('@"23:30:00" + @"PT1H"', "00:30:00"),
        ('@"2026-01-02" - @"2026-01-01"', "P1D"),
        ('@"2026-01-02T00:00:00Z" - @"2026-01-02T00:00:00+08:00"', "PT8H"),
        ('@"PT1H" * 1.5', "PT1H30M"),
        ('@"PT3H" / @"PT1H"', "3"),
        ('@"P1Y6M" / 2', "P9M"),
        ('-@"P1DT2H"', "-P1DT2H"),
        ("date(2026, 2, 28)", "2026-02-28"),
        ('date(@"2026-02-28T10:00:00")', "2026-02-28"),
        ('time(10, 30, 1.5, @"PT8H")', "10:30:01.5+08:00"),
        ('date and time(@"2026-01-01", @"10:00:00Z")', "2026-01-01T10:00:00Z"),
        ('years and months duration(@"2024-02-29", @"2026-02-28")', "P1Y11M"),
        ('duration("PT1441M")', "P1DT1M"),
        ('duration("PT0.5S")', "PT0.5S"),
        ('abs(@"-PT5M")', "PT5M"),
        ("now()", "2026-03-01T12:00:00@Asia/Shanghai"),
        ("today()", "2026-03-01"),
        ("day of week(today())", "Sunday"),
        ("month of year(today())", "March"),
        ('week of year(@"2027-01-01")', "53"),
        ('day of year(@"2024-12-31")', "366"),
        ('@"2026-03-01T12:34:56+08:00".time offset', "PT8H"),
        ('@"P1DT2H3M4S".minutes', "3"),
        ('@"-P1Y2M".months', "-2"),
        ('@"2026-03-01".weekday', "7"),
        ('@"10:00:00@Asia/Shanghai".timezone', "Asia/Shanghai"),
    ],
)
def test_gives(source, expected):
    assert text(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('@"2026-01-01T00:00:00Z" = @"2026-01-01T08:00:00+08:00"', True),
        ('is(@"2026-01-01T00:00:00Z", @"2026-01-01T08:00:00+08:00")', False),
        ('@"2026-01-01T08:00:00@Asia/Shanghai" = @"2026-01-01T00:00:00Z"', True),
        ('@"2026-01-01T00:00:00" < @"2026-01-01T00:00:00Z"', None),
        ('@"PT24H" = @"P1D"', True),
        ('@"P1Y" > @"P11M"', True),
        ('@"P1M" < @"P31D"', None),
        ('now() - @"PT2H" < now()', True),
    ],
)
def test_compares(source, expected):
    assert value(source) is expected


@pytest.mark.parametrize(
    "nonsense",
    ["2026-02-29", "2026-13-01", "26-01-01", "24:00:00", "10:60:00", "10:00", "10:00:00+19:00", "10:00:00@Mars/Olympus",
     "2026-01-01T10:00", "P", "PT", "P1YT1H", "P1.5D", "P1D ", "٢٠٢٦-01-01"],
)  # fmt: skip
def test_refuses_what_is_not_in_the_calendar(nonsense):
    assert value(f'@"{nonsense}"') is None


@pytest.mark.parametrize(
    "source",
    ['-(@"P999999999D" + @"PT1H")', 'abs(@"-P999999999D" - @"PT0S")', '@"P999999999D" + @"P1D"', '@"P999999999D" * 2',
     '@"P1Y" * 1e30', '@"999999999-12-31" + @"P1D"', '@"PT1H" / 0', '@"PT1H" / @"PT0S"'],
)  # fmt: skip
def test_durations_and_dates_have_ends(source):
    assert type(value(source)) in (type(None), timedelta)


def test_python_values_come_in():
    shanghai = datetime(2026, 1, 1, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
    scope = to_feel({"a": shanghai, "b": datetime(2026, 1, 1, tzinfo=UTC), "c": date(2026, 1, 1), "d": timedelta(hours=1)})

    assert str(scope["a"]) == "2026-01-01T08:00:00@Asia/Shanghai"
    assert compile_expression("a = b and date(a) = c and a + d > b").evaluate(scope).value is True
    assert str(to_feel(datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=8))))) == "2026-01-01T00:00:00+08:00"


def test_moments_go_out_as_aware_utc():
    moment = value('@"2026-01-01T08:00:00@Asia/Shanghai"')
    local = value('@"2026-01-01T08:00:00"')

    assert isinstance(moment, FeelDateTime)
    assert moment.to_datetime() == datetime(2026, 1, 1, tzinfo=UTC)
    assert local.to_datetime("Asia/Shanghai") == datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="no time zone"):
        local.to_datetime()


def test_durations_are_of_two_kinds():
    assert value('@"P1Y"') == YearsMonths(12)
    assert value('@"P7D"') == timedelta(days=7)


def test_without_a_clock_there_is_no_now():
    evaluated = compile_expression("now()").evaluate({})

    assert evaluated.value is None
    assert "no clock" in evaluated.warnings[0].message
