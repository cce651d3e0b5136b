"""Durations: days and time (`timedelta`, to the microsecond) and years and months (`YearsMonths`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import total_ordering

from engine.feel.errors import FeelError
from engine.feel.quoting import shown_value

_DAYS_AND_TIME = re.compile(
    r"(-)?P(?:(\d{1,16})D)?(?:(T)(?:(\d{1,16})H)?(?:(\d{1,16})M)?(?:(\d{1,16})(?:\.(\d{1,20}))?S)?)?", re.ASCII
)
_YEARS_AND_MONTHS = re.compile(r"(-)?P(?:(\d{1,16})Y)?(?:(\d{1,16})M)?", re.ASCII)
MICROSECOND = timedelta(microseconds=1)
MAX_MONTHS = 12 * 10**15


@total_ordering
@dataclass(frozen=True, slots=True)
class YearsMonths:
    """A duration of whole months; `months` may be negative."""

    months: int

    def __post_init__(self) -> None:
        if abs(self.months) > MAX_MONTHS:
            raise FeelError("The duration is too long.")

    def __lt__(self, other: YearsMonths) -> bool:
        return self.months < other.months

    def __neg__(self) -> YearsMonths:
        return YearsMonths(-self.months)

    def __str__(self) -> str:
        return years_months_text(self)


Duration = timedelta | YearsMonths


def parse_duration(text: str) -> Duration:
    """Raises: FeelError."""
    match = _YEARS_AND_MONTHS.fullmatch(text)
    if match and (match[2] or match[3]):
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return YearsMonths(-months if match[1] else months)
    match = _DAYS_AND_TIME.fullmatch(text)
    if not match or not any(match.group(2, 4, 5, 6)) or (match[3] and not any(match.group(4, 5, 6))):
        raise FeelError(f"'{shown_value(text)}' is not a duration such as PT24H, P3D or P1Y6M.")
    seconds = ((int(match[2] or 0) * 24 + int(match[4] or 0)) * 60 + int(match[5] or 0)) * 60 + int(match[6] or 0)
    microseconds = seconds * 1_000_000 + int((match[7] or "0").ljust(6, "0")[:6])
    return microseconds_duration(-microseconds if match[1] else microseconds)


def microseconds_duration(microseconds: int) -> timedelta:
    try:
        return timedelta(microseconds=microseconds)
    except OverflowError:
        raise FeelError("The duration is too long.") from None


def total_microseconds(duration: timedelta) -> int:
    return (duration.days * 86_400 + duration.seconds) * 1_000_000 + duration.microseconds


def negated(duration: Duration) -> Duration:
    try:
        return -duration
    except OverflowError:  # Python's shortest timedelta has no opposite
        raise FeelError("The duration is too long.") from None


def total_seconds(duration: timedelta) -> Decimal:
    return Decimal(total_microseconds(duration)).scaleb(-6)


def parts(duration: timedelta) -> tuple[int, int, int, int, int, int]:
    """Sign, days, hours, minutes, seconds, microseconds; all but the sign are positive."""
    total = total_microseconds(duration)
    sign = -1 if total < 0 else 1
    seconds, microseconds = divmod(abs(total), 1_000_000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return sign, days, hours, minutes, seconds, microseconds


def days_time_text(duration: timedelta) -> str:
    sign, days, hours, minutes, seconds, microseconds = parts(duration)
    time = f"{hours}H" if hours else ""
    time += f"{minutes}M" if minutes else ""
    if seconds or microseconds:
        fraction = f".{microseconds:06d}".rstrip("0") if microseconds else ""
        time += f"{seconds}{fraction}S"
    text = (f"{days}D" if days else "") + (f"T{time}" if time else "")
    return ("-P" if sign < 0 else "P") + text if text else "PT0S"


def years_months_text(duration: YearsMonths) -> str:
    years, months = divmod(abs(duration.months), 12)
    text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return ("-P" if duration.months < 0 else "P") + text if text else "P0M"


def duration_text(duration: Duration) -> str:
    return years_months_text(duration) if isinstance(duration, YearsMonths) else days_time_text(duration)
