"""Working hours and days, with Chinese make-up workdays, nights, rounds, shifts and changes of clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.calendars import (
    ALWAYS,
    BusinessCalendar,
    CalendarError,
    calendar_from_json,
    calendar_to_json,
    digest_of,
    hours_from_text,
)

OFFICE = hours_from_text("08:00-12:00, 14:00-17:30")
CLINIC = BusinessCalendar(
    key="clinic",
    zone="Asia/Shanghai",
    week=(OFFICE,) * 5 + ((), ()),
    days={date(2026, 10, day): () for day in range(1, 8)} | {date(2026, 10, 10): OFFICE},  # a Saturday that is worked
    shifts={"day": hours_from_text("08:00-16:00")[0], "night": hours_from_text("22:00-08:00")[0]},
    rounds={"morning": 8 * 60},
)


def at(text: str) -> datetime:
    """Wall time in Shanghai."""
    return (datetime.fromisoformat(text) - timedelta(hours=8)).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-09-30T16:30", 1, "2026-09-30T17:30"),  # to the minute of closing
        ("2026-09-30T16:30", 2, "2026-10-08T09:00"),  # over the holiday week
        ("2026-09-30T12:30", 1, "2026-09-30T15:00"),  # over lunch
        ("2026-10-09T17:00", 1, "2026-10-10T08:30"),  # Saturday is a make-up workday
        ("2026-10-10T17:00", 1, "2026-10-12T08:30"),
        ("2026-10-03T10:00", 0, "2026-10-08T08:00"),
    ],
)
def test_working_hours(start, hours, end):
    assert CLINIC.add_working_time(at(start), timedelta(hours=hours)) == at(end)
    assert CLINIC.working_time_between(at(start), at(end)) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-09-29T10:00", 1, "2026-09-30T10:00"),
        ("2026-09-30T10:00", 1, "2026-10-08T10:00"),
        ("2026-09-30T10:00", 3, "2026-10-10T10:00"),
        ("2026-10-09T22:00", 1, "2026-10-12T08:00"),  # after closing it counts from the next opening, Saturday 08:00
        ("2026-10-08T12:30", 1, "2026-10-09T14:00"),
    ],
)
def test_working_days(start, days, end):
    assert CLINIC.add_working_days(at(start), days) == at(end)


def test_working_days_between_dates_count_the_make_up_day_and_no_holiday():
    assert CLINIC.working_days_between(date(2026, 9, 30), date(2026, 10, 10)) == 3
    assert CLINIC.working_days_between(date(2026, 10, 10), date(2026, 9, 30)) == -3


def test_rounds_and_shifts():
    assert CLINIC.next_round("morning", at("2026-09-30T07:59")) == at("2026-09-30T08:00")
    assert CLINIC.next_round("morning", at("2026-09-30T08:00")) == at("2026-10-08T08:00")
    assert CLINIC.next_round("16:30", at("2026-10-08T16:00")) == at("2026-10-08T16:30")
    assert CLINIC.shift_at(at("2026-10-03T02:00")) == ("night", at("2026-10-02T22:00"), at("2026-10-03T08:00"))
    assert CLINIC.next_shift("day", at("2026-10-03T08:00")) == at("2026-10-04T08:00")
    with pytest.raises(CalendarError, match="no shift at"):
        CLINIC.shift_at(at("2026-10-03T18:00"))
    with pytest.raises(CalendarError, match="a round of the calendar clinic"):
        CLINIC.next_round("evening", at("2026-10-03T18:00"))


def test_a_change_of_clocks_makes_a_day_shorter_or_longer():
    ward = BusinessCalendar(key="ward", zone="Europe/Paris", week=ALWAYS)
    evening = datetime(2026, 3, 28, 22, tzinfo=UTC)  # 23:00 in Paris; 02:00 is skipped on the 29th
    assert ward.add_working_time(evening, timedelta(hours=24)) == evening + timedelta(hours=24)
    assert ward.add_working_days(evening, 1) == datetime(2026, 3, 29, 21, tzinfo=UTC)
    night = BusinessCalendar(key="night", zone="Europe/Paris", week=(hours_from_text("22:00-06:00"),) * 7)
    assert night.working_time_between(datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 12, tzinfo=UTC)) == timedelta(
        hours=7
    )
    assert night.working_time_between(
        datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 12, tzinfo=UTC)
    ) == timedelta(hours=9)


def test_year_ends_and_leap_days_are_days_like_others():
    ward = BusinessCalendar(key="ward", zone="Asia/Shanghai", week=(OFFICE,) * 5 + ((), ()))
    assert ward.add_working_days(at("2027-12-31T10:00"), 1) == at("2028-01-03T10:00")
    assert ward.add_working_days(at("2028-02-28T10:00"), 1) == at("2028-02-29T10:00")


def test_a_calendar_that_never_opens_says_so_at_once():
    closed = BusinessCalendar(key="closed", zone="Asia/Shanghai", week=((),) * 7)
    with pytest.raises(CalendarError, match="no opening for three years"):
        closed.add_working_time(at("2026-01-01T00:00"), timedelta(hours=1))
    assert closed.working_time_between(at("2026-01-01T00:00"), at("2026-02-01T00:00")) == timedelta()


@pytest.mark.parametrize("text", ["8-12", "08:00-25:00", "08:00-12:00, 11:00-14:00", "lunch"])
def test_hours_that_cannot_be_read_are_refused(text):
    with pytest.raises(CalendarError):
        hours_from_text(text)


def test_json_and_back_with_one_digest():
    again = calendar_from_json(calendar_to_json(CLINIC))
    assert again == CLINIC
    assert digest_of(again) == digest_of(CLINIC)
    assert digest_of(BusinessCalendar(key="clinic", zone="Asia/Shanghai")) != digest_of(CLINIC)
