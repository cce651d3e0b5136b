"""Texts of dates, times and date-times → values, as strict as ISO 8601 and XML Schema."""

from __future__ import annotations

import re

from engine.feel.errors import FeelError
from engine.feel.quoting import shown_value
from engine.feel.temporal.dates import FeelDate, make_date
from engine.feel.temporal.durations import Duration, parse_duration
from engine.feel.temporal.times import FeelDateTime, FeelTime

_DATE = r"(-?(?:[1-9]\d{4,8}|\d{4}))-(\d\d)-(\d\d)"
_TIME = r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,30}))?(?:(Z)|([+-])(\d\d):(\d\d)(?::(\d\d))?|@([A-Za-z][\w+/-]{0,60}))?"
_DATE_ONLY = re.compile(_DATE, re.ASCII)
_TIME_ONLY = re.compile(_TIME, re.ASCII)
_DATE_AND_TIME = re.compile(f"{_DATE}T(.+)", re.ASCII)

Temporal = FeelDate | FeelTime | FeelDateTime | Duration


def parse_date(text: str) -> FeelDate:
    """Raises: FeelError."""
    match = _DATE_ONLY.fullmatch(text)
    if not match:
        raise FeelError(f"'{shown_value(text)}' is not a date such as 2026-01-31.")
    return make_date(*map(int, match.groups()))


def parse_time(text: str) -> FeelTime:
    """Raises: FeelError."""
    match = _TIME_ONLY.fullmatch(text)
    if not match:
        raise FeelError(f"'{shown_value(text)}' is not a time such as 08:30:00 or 08:30:00+08:00.")
    hour, minute, second, fraction, utc, sign, hours, minutes, seconds, zone = match.groups()
    offset = 0 if utc else None
    if sign:
        if int(minutes) > 59 or int(seconds or 0) > 59:
            raise FeelError(f"'{shown_value(text)}' has an impossible offset.")
        offset = (int(hours) * 60 + int(minutes)) * 60 + int(seconds or 0)
        offset = -offset if sign == "-" else offset
    return FeelTime(int(hour), int(minute), int(second), int((fraction or "0")[:9].ljust(9, "0")), offset, zone)


def parse_date_and_time(text: str) -> FeelDateTime:
    """Raises: FeelError."""
    match = _DATE_AND_TIME.fullmatch(text)
    if not match:
        raise FeelError(f"'{shown_value(text)}' is not a date and time such as 2026-01-31T08:30:00.")
    return FeelDateTime(make_date(int(match[1]), int(match[2]), int(match[3])), parse_time(match[4]))


def at_literal(text: str) -> Temporal:
    """The value of `@"…"`. Raises: FeelError."""
    if text.lstrip("-").startswith("P"):
        return parse_duration(text)
    if "T" in text and _DATE_AND_TIME.fullmatch(text):
        return parse_date_and_time(text)
    if ":" in text:
        return parse_time(text)
    return parse_date(text)
