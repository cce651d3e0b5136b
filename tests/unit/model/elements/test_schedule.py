"""When timers are due: month ends, changes of clocks, cycles and cron."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.model.schedule import ScheduleError, first_after, occurrence, parse_instant, parse_schedule, parse_span

PARIS = "Europe/Paris"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_month_ends_clamp_and_do_not_drift():
    monthly = parse_schedule("R/P1M", "cycle")
    armed = at("2026-01-31T00:00:00")
    found = [occurrence(monthly, armed, number, "Asia/Shanghai") for number in (1, 2, 3)]
    assert found == [at("2026-02-28T00:00:00"), at("2026-03-31T00:00:00"), at("2026-04-30T00:00:00")]
    leap = occurrence(parse_schedule("P1M", "duration"), at("2028-01-31T00:00:00"), 1, "UTC")
    assert leap == at("2028-02-29T00:00:00")


@pytest.mark.parametrize(
    ("text", "armed", "due"),
    [
        ("P1D", "2026-03-28T09:00:00", "2026-03-29T08:00:00"),  # 10:00 in Paris both days, one hour less between
        ("PT24H", "2026-03-28T09:00:00", "2026-03-29T09:00:00"),
        ("P1D", "2026-10-24T08:00:00", "2026-10-25T09:00:00"),
        ("P1D", "2026-03-28T01:30:00", "2026-03-29T01:30:00"),  # 02:30 does not exist on the 29th: one hour later
        ("P1W", "2026-03-01T00:00:00", "2026-03-08T00:00:00"),
        ("P1Y", "2024-02-29T12:00:00", "2025-02-28T12:00:00"),
    ],
)
def test_calendar_parts_keep_the_wall_clock_and_hours_are_exact(text, armed, due):
    assert occurrence(parse_schedule(text, "duration"), at(armed), 1, PARIS) == at(due)


def test_cron_keeps_the_wall_clock_through_a_change_of_clocks():
    morning = parse_schedule("0 8 * * *", "cycle")
    before = first_after(morning, at("2026-03-27T12:00:00"), 1, at("2026-03-27T12:00:00"), PARIS)
    assert before == (1, at("2026-03-28T07:00:00"))
    assert occurrence(morning, at("2026-03-28T07:00:00"), 2, PARIS) == at("2026-03-29T06:00:00")


def test_cron_at_an_hour_that_comes_twice_fires_once():
    schedule = parse_schedule("30 2 * * *", "cycle")
    moment, days = at("2026-10-24T12:00:00"), []
    for _ in range(3):
        due = occurrence(schedule, moment, 1, PARIS)
        assert due is not None
        moment = due
        days.append(due.day)
    assert days == [25, 26, 27]


def test_cron_at_an_hour_that_does_not_come_fires_all_the_same():
    schedule = parse_schedule("30 2 * * *", "cycle")
    assert occurrence(schedule, at("2026-03-28T12:00:00"), 1, PARIS) == at("2026-03-29T01:30:00"), "03:30 summer time"


def test_hourly_cron_fires_every_hour_that_passes():
    schedule = parse_schedule("0 * * * *", "cycle")
    for day in ("2026-03-28T23:00:00", "2026-10-24T22:00:00"):
        moment = at(day)
        for _ in range(5):
            due = occurrence(schedule, moment, 1, PARIS)
            assert due == moment + timedelta(hours=1)
            moment = due


def test_bounded_cycles_end_and_starts_in_the_past_are_counted():
    three = parse_schedule("R3/2026-01-01T00:00:00Z/PT1H", "cycle")
    now = at("2026-01-01T01:30:00")
    assert first_after(three, now, 1, now, "UTC") == (3, at("2026-01-01T02:00:00"))
    assert first_after(three, now, 1, at("2026-01-01T02:00:00"), "UTC") is None
    until = parse_schedule("R/PT1H/2026-01-01T03:00:00Z", "cycle")
    assert occurrence(until, now, 1, "UTC") == at("2026-01-01T02:30:00")
    assert occurrence(until, now, 2, "UTC") is None
    between = parse_schedule("R2/2026-01-01T00:00:00Z/2026-01-01T06:00:00Z", "cycle")
    assert occurrence(between, now, 2, "UTC") == at("2026-01-01T06:00:00")


def test_an_old_endless_cycle_is_found_quickly():
    every_second = parse_schedule("R/2000-01-01T00:00:00Z/PT1S", "cycle")
    now = at("2026-01-01T00:00:00")
    found = first_after(every_second, now, 1, now, "UTC")
    assert found is not None
    assert found[1] == now + timedelta(seconds=1)


def test_wall_times_are_read_in_the_zone():
    local = parse_schedule("2026-03-02T08:00:00", "date")
    assert occurrence(local, at("2026-01-01T00:00:00"), 1, "Asia/Shanghai") == at("2026-03-02T00:00:00")
    assert parse_instant("2026-03-02T08:00:00@Asia/Shanghai") == at("2026-03-02T00:00:00")
    assert parse_instant("2026-03-02T08:00:00+08:00") == at("2026-03-02T00:00:00")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "duration"),
        ("P", "duration"),
        ("PT", "duration"),
        ("P1", "duration"),
        ("-PT5M", "duration"),
        ("P99999999999Y", "duration"),
        ("P500Y", "duration"),
        ("2026-13-01", "date"),
        ("2026-01-01T25:00:00", "date"),
        ("tomorrow", "date"),
        ("R0/PT1H", "cycle"),
        ("R3", "cycle"),
        ("R3/PT0S", "cycle"),
        ("PT1H", "cycle"),
        ("61 * * * *", "cycle"),
        ("* * *", "cycle"),
        ("R2/2026-01-01T00:00:00Z/2026-01-01T06:00:00", "cycle"),
        ("R2/2026-01-02T00:00:00Z/2026-01-01T00:00:00Z", "cycle"),
    ],
)
def test_refuses(text, kind):
    with pytest.raises(ScheduleError, match="found"):
        parse_schedule(text, kind)


def test_seconds_may_have_fractions():
    assert parse_span("PT1.5S").exact == timedelta(seconds=1.5)
    assert parse_span("P1Y2M3W4DT5H6M7S").months == 14
