"""Adding durations to dates and times, and subtracting dates and times from each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from engine.feel.errors import FeelError
from engine.feel.temporal.dates import FeelDate, add_months, day_number, from_day_number
from engine.feel.temporal.durations import YearsMonths, microseconds_duration, total_microseconds
from engine.feel.temporal.times import DAY, SECOND, FeelDateTime, FeelTime, between

MIDNIGHT = FeelTime(0, 0, 0)
UTC_MIDNIGHT = FeelTime(0, 0, 0, 0, 0)


def nanoseconds(duration: timedelta) -> int:
    return total_microseconds(duration) * 1000


def time_plus(time: FeelTime, duration: timedelta) -> FeelTime:
    """Wraps round midnight."""
    seconds, nanosecond = divmod((time.since_midnight + nanoseconds(duration)) % DAY, SECOND)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return replace(time, hour=hour, minute=minute, second=second, nanosecond=nanosecond)


def time_difference(a: FeelTime, b: FeelTime) -> timedelta:
    if a.is_local != b.is_local:
        raise FeelError("A time with a zone and one without cannot be subtracted.")
    return microseconds_duration((a.instant - b.instant) // 1000)


def date_time_plus(moment: FeelDateTime, duration: timedelta) -> FeelDateTime:
    return moment.plus(nanoseconds(duration))


def date_time_plus_months(moment: FeelDateTime, duration: YearsMonths) -> FeelDateTime:
    return FeelDateTime(add_months(moment.date, duration.months), moment.time)


def date_plus(day: FeelDate, duration: timedelta) -> FeelDate:
    """A date counts as its midnight; what is left of a day is dropped."""
    return from_day_number((day_number(day) * DAY + nanoseconds(duration)) // DAY)


def date_plus_months(day: FeelDate, duration: YearsMonths) -> FeelDate:
    return add_months(day, duration.months)


def moment_difference(a: FeelDate | FeelDateTime, b: FeelDate | FeelDateTime) -> timedelta:
    """A date beside a date and time counts as its midnight, in UTC if the other has a zone."""
    local = not any(isinstance(side, FeelDateTime) and not side.is_local for side in (a, b))
    midnight = MIDNIGHT if local else UTC_MIDNIGHT
    start, end = (side if isinstance(side, FeelDateTime) else FeelDateTime(side, midnight) for side in (b, a))
    return between(start, end)
