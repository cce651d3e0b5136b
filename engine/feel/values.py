"""FEEL's values and what can be asked of any of them: type name, equality, order, text."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.feel.errors import FeelError
from engine.feel.temporal.dates import FarDate
from engine.feel.temporal.durations import YearsMonths
from engine.feel.temporal.times import SECOND, FeelDateTime, FeelTime

if TYPE_CHECKING:
    from engine.feel.evaluation import Run


@dataclass(frozen=True, slots=True)
class Range:
    """A range; a `None` end is open to that side."""

    start: Any
    end: Any
    start_included: bool = True
    end_included: bool = True
    is_test: bool = False  # written as one comparison, `(<= 10)`


@dataclass(frozen=True, slots=True)
class Function:
    """Something that can be called: a built-in, a function of the environment or one defined in FEEL."""

    name: str
    parameters: tuple[str, ...]
    call: Callable[[Run, list[Any], int], Any]  # run, positional arguments, offset of the call
    call_named: Callable[[Run, dict[str, Any], int], Any] | None = None
    type_names: tuple[Any, ...] = ()

    def __str__(self) -> str:
        return f"function({', '.join(self.parameters)})"


TYPE_NAMES: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    date: "date",
    FarDate: "date",
    FeelTime: "time",
    FeelDateTime: "date and time",
    timedelta: "days and time duration",
    YearsMonths: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
    Function: "function",
}
FEEL_TYPES = frozenset(TYPE_NAMES)
COMPARED = 1_000  # characters that are compared in about the time of one step
Tick = Callable[[int], None]
PLAIN = frozenset({bool, Decimal, date, FarDate, timedelta, YearsMonths})  # `==` of Python is FEEL's `=`, whatever the value is
_ORDERED = frozenset({Decimal, str, date, timedelta, YearsMonths})


def type_name(value: Any) -> str:
    return TYPE_NAMES.get(type(value), type(value).__name__)


def is_date(value: Any) -> bool:
    return type(value) is date or type(value) is FarDate


def equal(a: Any, b: Any, tick: Tick) -> bool | None:
    """FEEL's `=`; None if the types cannot be compared. `tick` counts the work, so that shared nested lists cannot explode."""
    return _alike(a, b, tick, _same_second)


def identical(a: Any, b: Any, tick: Tick) -> bool:
    """FEEL's `is`: the same in the domain. 10:00Z is not 11:00+01:00, though both are the same instant."""
    return _alike(a, b, tick, operator.eq) is True


def _alike(a: Any, b: Any, tick: Tick, same_moment: Callable[[Any, Any], bool]) -> bool | None:
    kind = type(a)
    if a is None or b is None:
        return a is None and b is None
    if kind is not type(b):
        return False if is_date(a) and is_date(b) else None
    if kind in PLAIN:
        return bool(a == b)
    if kind is str:
        return len(a) == len(b) and _same_text(a, b, tick)
    if kind is FeelTime or kind is FeelDateTime:
        return same_moment(a, b)
    if kind is list:
        tick(len(a) + 1)
        return len(a) == len(b) and all(_alike(x, y, tick, same_moment) is True for x, y in zip(a, b, strict=True))
    if kind is dict:
        tick(len(a) + 1)
        return a.keys() == b.keys() and all(_alike(each, b[key], tick, same_moment) is True for key, each in a.items())
    if kind is Range:
        tick(1)
        ends = (a.start_included, a.end_included, a.is_test) == (b.start_included, b.end_included, b.is_test)
        return ends and all(_alike(x, y, tick, same_moment) is True for x, y in ((a.start, b.start), (a.end, b.end)))
    return a is b


def _same_text(a: str, b: str, tick: Tick) -> bool:
    tick(len(a) // COMPARED)
    return a == b


def _same_second(a: Any, b: Any) -> bool:
    """Equality looks at whole seconds, as the TCK has it (0068, time_005); order at fractions too."""
    return bool(a.is_local == b.is_local and a.instant // SECOND == b.instant // SECOND)


def order(a: Any, b: Any, tick: Tick = lambda _: None) -> int:
    """-1, 0 or 1. `tick` counts what long texts take. Raises: FeelError if the two have no order."""
    kind = type(a)
    if a is None or b is None:
        raise FeelError("A comparison with null has no answer.", "missing")
    if kind is type(b):
        if kind in _ORDERED:
            if kind is str:
                tick(min(len(a), len(b)) // COMPARED)
            return -1 if a < b else int(a > b)
        if kind is FeelTime or kind is FeelDateTime:
            if a.is_local != b.is_local:
                raise FeelError("A time with a zone and one without cannot be compared.")
            return -1 if a.instant < b.instant else int(a.instant > b.instant)
    if is_date(a) and is_date(b):
        return -1 if a < b else int(a > b)
    raise FeelError(f"{type_name(a)} and {type_name(b)} cannot be compared.")


def contains(values: Range, value: Any, tick: Tick = lambda _: None) -> bool:
    """Whether a value lies in a range. Raises: FeelError."""
    if values.is_test and values.start is None and values.end is None:
        if values.start_included and values.end_included:  # `(= null)`
            return value is None
        raise FeelError("A comparison with null has no answer.", "missing")
    if values.start is not None:
        side = order(values.start, value, tick)
        if side > 0 or (side == 0 and not values.start_included):
            return False
    if values.end is not None:
        side = order(value, values.end, tick)
        if side > 0 or (side == 0 and not values.end_included):
            return False
    return True
