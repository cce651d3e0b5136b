"""Making numbers, dates, times and durations from texts and parts."""

from __future__ import annotations

import re
from decimal import Decimal, DecimalException
from typing import Any

from engine.feel.builtins.signature import Functions
from engine.feel.errors import FeelError
from engine.feel.evaluation import Run
from engine.feel.numbers import NUMBERS, as_index
from engine.feel.quoting import shown_value
from engine.feel.temporal.arithmetic import MIDNIGHT, UTC_MIDNIGHT
from engine.feel.temporal.dates import FeelDate, make_date
from engine.feel.temporal.durations import YearsMonths, parse_duration, total_seconds
from engine.feel.temporal.literals import parse_date, parse_date_and_time, parse_time
from engine.feel.temporal.times import SECOND, FeelDateTime, FeelTime

FUNCTIONS = Functions()
_NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


@FUNCTIONS.add("number(from: string, grouping separator?: string or null, decimal separator?: string or null)")
def number(run: Run, text: str, grouping: str | None, decimal: str | None) -> Any:
    if grouping not in (None, " ", ",", ".") or decimal not in (None, ".", ",") or (grouping is not None and grouping == decimal):
        raise FeelError("these separators cannot be used.")
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(decimal, ".") if decimal and decimal != "." else plain
    if len(plain) > 400 or not _NUMBER.fullmatch(plain):
        raise FeelError(f"'{shown_value(text)}' is not a number.")
    try:
        return NUMBERS.create_decimal(plain)
    except DecimalException:
        raise FeelError(f"'{shown_value(text)}' has too many digits.") from None


@FUNCTIONS.add("number(from: number)")
def number_of_number(run: Run, value: Decimal) -> Any:
    return value


def _whole(value: Decimal, name: str) -> int:
    index = as_index(value)
    if index is None:
        raise FeelError(f"'{name}' must be a whole number.")
    return index


@FUNCTIONS.add("date(from: date)")
def date_of_date(run: Run, value: FeelDate) -> Any:
    return value


@FUNCTIONS.add("date(from: date and time)")
def date_of_moment(run: Run, value: FeelDateTime) -> Any:
    return value.date


@FUNCTIONS.add("date(from: string)")
def date_of_text(run: Run, text: str) -> Any:
    return parse_date(text)


@FUNCTIONS.add("date(year: number, month: number, day: number)")
def date_of_parts(run: Run, year: Decimal, month: Decimal, day: Decimal) -> Any:
    return make_date(_whole(year, "year"), _whole(month, "month"), _whole(day, "day"))


@FUNCTIONS.add("time(from: time)")
def time_of_time(run: Run, value: FeelTime) -> Any:
    return value


@FUNCTIONS.add("time(from: date and time)")
def time_of_moment(run: Run, value: FeelDateTime) -> Any:
    return value.time


@FUNCTIONS.add("time(from: date)")
def time_of_date(run: Run, value: FeelDate) -> Any:
    return UTC_MIDNIGHT


@FUNCTIONS.add("time(from: string)")
def time_of_text(run: Run, text: str) -> Any:
    return parse_time(text)


@FUNCTIONS.add("time(hour: number, minute: number, second: number, offset?: days and time duration or null)")
def time_of_parts(run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: Any) -> Any:
    if not 0 <= second < 60:
        raise FeelError("'second' must lie between 0 and 60.")
    nanoseconds = int(second * SECOND)
    seconds = None
    if offset is not None:
        exact = total_seconds(offset)
        seconds = _whole(exact, "offset")
    return FeelTime(_whole(hour, "hour"), _whole(minute, "minute"), *divmod(nanoseconds, SECOND), seconds)


@FUNCTIONS.add("date and time(from: date and time)")
def moment_of_moment(run: Run, value: FeelDateTime) -> Any:
    return value


@FUNCTIONS.add("date and time(from: date)")
def moment_of_date(run: Run, value: FeelDate) -> Any:
    return FeelDateTime(value, MIDNIGHT)


@FUNCTIONS.add("date and time(from: string)")
def moment_of_text(run: Run, text: str) -> Any:
    return parse_date_and_time(text) if "T" in text else FeelDateTime(parse_date(text), MIDNIGHT)


@FUNCTIONS.add("date and time(date: date or date and time, time: time)")
def moment_of_date_and_time(run: Run, day: Any, time: FeelTime) -> Any:
    return FeelDateTime(day.date if isinstance(day, FeelDateTime) else day, time)


@FUNCTIONS.add("date and time(date: date and time, timezone: string)")
def moment_in_zone(run: Run, moment: FeelDateTime, zone: str) -> Any:
    return moment.in_zone(zone)


@FUNCTIONS.add("duration(from: duration)")
def duration_of_duration(run: Run, value: Any) -> Any:
    return value


@FUNCTIONS.add("duration(from: string)")
def duration_of_text(run: Run, text: str) -> Any:
    return parse_duration(text)


@FUNCTIONS.add("years and months duration(from: date or date and time, to: date or date and time)")
def years_and_months_duration(run: Run, start: Any, end: Any) -> Any:
    """Whole months from one day to the other, towards zero."""
    first, last = (day.date if isinstance(day, FeelDateTime) else day for day in (start, end))
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return YearsMonths(months)
