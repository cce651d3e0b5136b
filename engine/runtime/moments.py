"""FEEL values that mean an instant: a duration from now, a date, a date and time, or their text."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from engine import feel
from engine.calendars import BusinessCalendar
from engine.feel.quoting import shown_value
from engine.model.schedule import ScheduleError, Span, add_span, add_working_span, as_instant, parse_instant, parse_span


def moment_from(value: Any, now: datetime, zone: str, calendar: BusinessCalendar | None = None) -> datetime:
    """The aware UTC instant that a value names; wall times are read in `zone`. Raises ScheduleError.

    With a calendar durations count in its working time. FEEL does not tell PT24H from P1D: whole days are working days.
    """
    if calendar is not None and (span := _span_of(value)) is not None:
        return add_working_span(now, span, calendar)
    if isinstance(value, str):
        if value.strip().startswith(("P", "-P")):
            return add_span(now, parse_span(value), zone)
        return as_instant(parse_instant(value), zone)
    if isinstance(value, timedelta):
        return now + value
    if isinstance(value, date):
        return as_instant(value, zone)
    if isinstance(value, feel.YearsMonths) and value.months >= 0:
        return add_span(now, Span(months=value.months), zone)
    if isinstance(value, feel.FeelDateTime):
        try:
            return value.to_datetime(zone)
        except ValueError as error:
            raise ScheduleError(str(error)) from error
    raise ScheduleError(f"expected a duration or a date and time, found {shown_value(feel.to_json(value), 100)}")


def _span_of(value: Any) -> Span | None:
    if isinstance(value, str) and value.strip().startswith(("P", "-P")):
        return parse_span(value)
    if isinstance(value, timedelta):
        if value < timedelta():
            raise ScheduleError("a working time to wait cannot be negative")
        return Span(days=value.days, exact=timedelta(seconds=value.seconds, microseconds=value.microseconds))
    return Span(months=value.months) if isinstance(value, feel.YearsMonths) else None
