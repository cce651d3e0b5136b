"""The calendar: today, now, and where a day stands in its week, month and year."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from engine.feel.builtins.signature import Functions
from engine.feel.errors import FeelError
from engine.feel.evaluation import Run
from engine.feel.temporal.dates import FeelDate, day_number, make_date, weekday
from engine.feel.temporal.times import FeelDateTime, from_datetime
from engine.feel.values import identical

FUNCTIONS = Functions()
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@FUNCTIONS.add("now()")
def now(run: Run) -> Any:
    """The moment of the evaluation, in the environment's zone: the same however often it is asked."""
    if run.environment.now is None:
        raise FeelError("there is no clock here.")
    return _shown(run.environment.now, run.environment.zone)


@lru_cache(maxsize=64)
def _shown(moment: datetime, zone: str) -> FeelDateTime:
    return from_datetime(moment).in_zone(zone)


@FUNCTIONS.add("today()")
def today(run: Run) -> Any:
    return now(run).date


def _day(value: Any) -> FeelDate:
    return value.date if isinstance(value, FeelDateTime) else value


@FUNCTIONS.add("day of week(date: date or date and time)")
def day_of_week(run: Run, value: Any) -> Any:
    return _DAYS[weekday(_day(value)) - 1]


@FUNCTIONS.add("day of year(date: date or date and time)")
def day_of_year(run: Run, value: Any) -> Any:
    day = _day(value)
    return Decimal(day_number(day) - day_number(make_date(day.year, 1, 1)) + 1)


@FUNCTIONS.add("month of year(date: date or date and time)")
def month_of_year(run: Run, value: Any) -> Any:
    return _MONTHS[_day(value).month - 1]


@FUNCTIONS.add("week of year(date: date or date and time)")
def week_of_year(run: Run, value: Any) -> Any:
    """ISO 8601: the week that holds the year's first Thursday is week 1."""
    day = _day(value)
    thursday = day_number(day) - weekday(day) + 4
    year = day.year + (thursday > day_number(make_date(day.year, 12, 31))) - (thursday < day_number(make_date(day.year, 1, 1)))
    return Decimal((thursday - day_number(make_date(year, 1, 1))) // 7 + 1)


@FUNCTIONS.add("is(value1: any, value2: any)")
def is_(run: Run, a: Any, b: Any) -> Any:
    return identical(a, b, run.tick)
