"""What a path reads from a value that is not a context: the parts of dates, times, durations and ranges."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from engine.feel.errors import FeelError
from engine.feel.temporal.dates import FarDate, FeelDate, weekday
from engine.feel.temporal.durations import YearsMonths, microseconds_duration, parts
from engine.feel.temporal.times import FeelDateTime, FeelTime
from engine.feel.values import Range, type_name

Read = Callable[[Any], Any]


def _offset(time: FeelTime, day: FeelDate | None = None) -> timedelta | None:
    offset = time.utc_offset(day)
    return None if offset is None else microseconds_duration(offset * 1_000_000)


def _through(part: Literal["date", "time"], read: Read) -> Read:
    if part == "date":
        return lambda moment: read(moment.date)
    return lambda moment: read(moment.time)


def _part(index: int) -> Read:
    def read(duration: timedelta) -> Decimal:
        measured = parts(duration)
        return Decimal(measured[0] * measured[index])

    return read


def _months(duration: YearsMonths) -> tuple[int, int]:
    sign = -1 if duration.months < 0 else 1
    years, months = divmod(abs(duration.months), 12)
    return sign * years, sign * months


_OF_DATE: dict[str, Read] = {
    "year": lambda day: Decimal(day.year),
    "month": lambda day: Decimal(day.month),
    "day": lambda day: Decimal(day.day),
    "weekday": lambda day: Decimal(weekday(day)),
}
_OF_TIME: dict[str, Read] = {
    "hour": lambda time: Decimal(time.hour),
    "minute": lambda time: Decimal(time.minute),
    "second": lambda time: Decimal(time.second),
    "time offset": _offset,
    "timezone": lambda time: time.zone,
}
_PROPERTIES: dict[type, dict[str, Read]] = {
    date: _OF_DATE,
    FarDate: _OF_DATE,
    FeelTime: _OF_TIME,
    FeelDateTime: {
        **{name: _through("date", read) for name, read in _OF_DATE.items()},
        **{name: _through("time", read) for name, read in _OF_TIME.items()},
        "time offset": lambda moment: _offset(moment.time, moment.date),
    },
    timedelta: {"days": _part(1), "hours": _part(2), "minutes": _part(3), "seconds": _part(4)},
    YearsMonths: {
        "years": lambda duration: Decimal(_months(duration)[0]),
        "months": lambda duration: Decimal(_months(duration)[1]),
    },
    Range: {
        "start": lambda values: values.start,
        "end": lambda values: values.end,
        "start included": lambda values: values.start_included,
        "end included": lambda values: values.end_included,
    },
}


def read_property(value: Any, name: str) -> Any:
    """Raises: FeelError."""
    if value is None:
        raise FeelError(f"'{name}' cannot be read from null.", "missing")
    read = _PROPERTIES.get(type(value), {}).get(name)
    if read is None:
        raise FeelError(f"A {type_name(value)} has no '{name}'.")
    return read(value)
