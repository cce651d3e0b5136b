"""Dates of any year from -999,999,999 to 999,999,999.

Python's `date` stands for the years 1 to 9999; `FarDate` for those outside, so that ordinary dates stay ordinary objects.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from functools import total_ordering

from engine.feel.errors import FeelError

LAST_YEAR = 999_999_999
_ERA_DAYS = 146_097  # days in 400 years
_EPOCH = 719_468  # day number of 1970-01-01 counted from 0000-03-01


@total_ordering
@dataclass(frozen=True, slots=True)
class FarDate:
    year: int
    month: int
    day: int

    def __lt__(self, other: FarDate | date) -> bool:
        return (self.year, self.month, self.day) < (other.year, other.month, other.day)

    def __gt__(self, other: FarDate | date) -> bool:
        return (self.year, self.month, self.day) > (other.year, other.month, other.day)


FeelDate = date | FarDate


def make_date(year: int, month: int, day: int) -> FeelDate:
    """Raises: FeelError if there is no such day."""
    if not 1 <= month <= 12 or not 1 <= day <= days_in_month(year, month) or abs(year) > LAST_YEAR:
        raise FeelError(f"There is no date {year}-{month}-{day}.")
    if MINYEAR <= year <= MAXYEAR:
        return date(year, month, day)
    return FarDate(year, month, day)


def days_in_month(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def day_number(day: FeelDate) -> int:
    """Days since 1970-01-01 in the proleptic Gregorian calendar."""
    year = day.year - (day.month <= 2)
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * (day.month + (-3 if day.month > 2 else 9)) + 2) // 5 + day.day - 1
    return era * _ERA_DAYS + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - _EPOCH


def from_day_number(number: int) -> FeelDate:
    era, day_of_era = divmod(number + _EPOCH, _ERA_DAYS)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + (3 if shifted < 10 else -9)
    return make_date(year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1)


def add_months(day: FeelDate, months: int) -> FeelDate:
    """The same day `months` later; a day that the month lacks becomes its last (31 January + 1 month = 28 February)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return make_date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def weekday(day: FeelDate) -> int:
    """1 is Monday, 7 is Sunday."""
    return (day_number(day) + 3) % 7 + 1


def date_text(day: FeelDate) -> str:
    sign = "-" if day.year < 0 else ""
    return f"{sign}{abs(day.year):04d}-{day.month:02d}-{day.day:02d}"
