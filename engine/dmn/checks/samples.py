"""Sample values of one column: those that its cells name, one between each two, one beyond each end."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from engine.feel.errors import FeelError
from engine.feel.numbers import NUMBERS
from engine.feel.temporal.arithmetic import time_plus
from engine.feel.temporal.dates import day_number, from_day_number
from engine.feel.temporal.durations import YearsMonths, microseconds_duration, total_microseconds
from engine.feel.temporal.times import DAY, FeelDateTime, FeelTime, from_instant
from engine.feel.values import Range, is_date, order, type_name

MAX_SAMPLES = 1_000
OTHER = "…"  # a text that no cell names
_HOUR = timedelta(hours=1)
_STEPS = (FeelError, ArithmeticError)  # beyond what FEEL can hold


def samples_of(known: Iterable[Any], base: str) -> tuple[list[Any], bool]:
    """The samples, and whether they stand for every value that cells can tell apart."""
    groups: dict[str, list[Any]] = {"boolean": []} if base == "boolean" else {}
    has_null, is_complete, ranges = False, True, set[str]()
    for value in known:
        has_null = has_null or value is None
        for end in (value.start, value.end) if type(value) is Range else (value,):
            if end is not None:
                groups.setdefault(type_name(end), []).append(end)
                ranges |= {type_name(end)} if type(value) is Range else set()
    found: list[Any] = []
    for name, ends in groups.items():
        samples, is_whole = _of_kind(name, ends, name in ranges)
        found += samples
        is_complete = is_complete and is_whole
    found += [None] if has_null else []
    return found[:MAX_SAMPLES], is_complete and len(found) <= MAX_SAMPLES


def _of_kind(name: str, ends: list[Any], are_ranges: bool) -> tuple[list[Any], bool]:
    if name == "boolean":
        return [True, False], True
    try:
        line = sorted(ends, key=cmp_to_key(order))
        distinct = [value for index, value in enumerate(line) if not index or order(line[index - 1], value)]
    except FeelError:  # contexts, functions, times with and without a zone
        return [], False
    if name == "string" and not are_ranges:
        return [*distinct, _other(distinct)], True
    pairs = [(None, distinct[0]), *itertools.pairwise(distinct), (distinct[-1], None)]
    found, is_complete = list(distinct), True
    for low, high in pairs:
        try:
            between = _between(low, high)
        except _STEPS:
            is_complete = False
            continue
        found += [] if between is None else [between]
    return sorted(found, key=cmp_to_key(order)), is_complete


def _other(texts: list[str]) -> str:
    other = OTHER
    while other in texts:
        other += OTHER
    return other


def _between(low: Any, high: Any) -> Any:
    """A value between two, before the first (`low` is None) or beyond the last; None where there is none. Raises: _STEPS."""
    kind = type(high if low is None else low)
    if low is not None and high is not None:
        found = _MIDDLES[kind](low, high) if kind in _MIDDLES else _middle_day(low, high)
    else:
        found = _BEYOND[kind](low, high) if kind in _BEYOND else _day_beyond(low, high)
    if found is None or (low is not None and order(low, found) >= 0) or (high is not None and order(found, high) >= 0):
        return None
    return found


def _middle_day(low: Any, high: Any) -> Any:
    return from_day_number((day_number(low) + day_number(high)) // 2) if is_date(low) else None


def _day_beyond(low: Any, high: Any) -> Any:
    return from_day_number(day_number(low) + 1 if high is None else day_number(high) - 1)


def _middle_time(low: FeelTime, high: FeelTime) -> Any:
    return time_plus(low, microseconds_duration((high.instant - low.instant) // 2000))


def _number_beyond(low: Decimal | None, high: Decimal | None) -> Decimal:
    """One more or less, or the next number where that is too little to see."""
    if high is None:
        assert low is not None
        return max(NUMBERS.add(low, Decimal(1)), NUMBERS.next_plus(low))
    return min(NUMBERS.subtract(high, Decimal(1)), NUMBERS.next_minus(high))


def _text_beyond(low: str | None, high: str | None) -> str | None:
    return low + OTHER if low is not None else ("" if high else None)


def _time_beyond(low: FeelTime | None, high: FeelTime | None) -> FeelTime | None:
    """No day goes further than from midnight to midnight."""
    if high is None:
        assert low is not None
        rest = DAY - low.since_midnight
        return time_plus(low, min(_HOUR, microseconds_duration(rest // 2000)))
    return time_plus(high, -min(_HOUR, microseconds_duration(high.since_midnight // 1000))) if high.since_midnight else None


_MIDDLES: dict[type, Any] = {
    Decimal: lambda low, high: NUMBERS.divide(NUMBERS.add(low, high), Decimal(2)),
    str: lambda low, high: low + " ",
    timedelta: lambda low, high: microseconds_duration((total_microseconds(low) + total_microseconds(high)) // 2),
    YearsMonths: lambda low, high: YearsMonths((low.months + high.months) // 2),
    FeelTime: _middle_time,
    FeelDateTime: lambda low, high: from_instant((low.instant + high.instant) // 2, low.time.offset, low.time.zone),
}
_BEYOND: dict[type, Any] = {
    Decimal: _number_beyond,
    str: _text_beyond,
    timedelta: lambda low, high: low + timedelta(days=1) if high is None else high - timedelta(days=1),
    YearsMonths: lambda low, high: YearsMonths(low.months + 1 if high is None else high.months - 1),
    FeelTime: _time_beyond,
    FeelDateTime: lambda low, high: low.plus(DAY // 24) if high is None else high.plus(-DAY // 24),
}
