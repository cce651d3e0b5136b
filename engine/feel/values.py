"""FEEL's values and what can be asked of any of them: type name, equality, order, text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.feel.errors import FeelError
from engine.feel.numbers import number_text
from engine.feel.temporal.dates import FarDate, date_text
from engine.feel.temporal.durations import YearsMonths, duration_text
from engine.feel.temporal.times import FeelDateTime, FeelTime

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

    def __str__(self) -> str:
        return text_of(self)


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
PLAIN = frozenset({bool, Decimal, str, date, FarDate, timedelta, YearsMonths})  # `==` of Python is FEEL's `=`
_ORDERED = frozenset({Decimal, str, date, timedelta, YearsMonths})


def type_name(value: Any) -> str:
    return TYPE_NAMES.get(type(value), type(value).__name__)


def is_date(value: Any) -> bool:
    return type(value) is date or type(value) is FarDate


def equal(a: Any, b: Any, tick: Callable[[int], None]) -> bool | None:
    """FEEL's `=`; None if the types cannot be compared. `tick` counts the work, so that shared nested lists cannot explode."""
    kind = type(a)
    if a is None or b is None:
        return a is None and b is None
    if kind is not type(b):
        return False if is_date(a) and is_date(b) else None
    if kind in PLAIN:
        return bool(a == b)
    if kind is FeelTime or kind is FeelDateTime:
        return _same_moment(a, b)
    if kind is list:
        tick(len(a))
        return len(a) == len(b) and all(equal(x, y, tick) is True for x, y in zip(a, b, strict=True))
    if kind is dict:
        tick(len(a))
        return a.keys() == b.keys() and all(equal(value, b[key], tick) is True for key, value in a.items())
    if kind is Range:
        ends = (a.start_included, a.end_included, a.is_test) == (b.start_included, b.end_included, b.is_test)
        return ends and equal(a.start, b.start, tick) is True and equal(a.end, b.end, tick) is True
    return a is b


def _same_moment(a: Any, b: Any) -> bool:
    return bool(a.is_local == b.is_local and a.order == b.order)


def order(a: Any, b: Any) -> int:
    """-1, 0 or 1. Raises: FeelError if the two have no order."""
    kind = type(a)
    if a is None or b is None:
        raise FeelError("A comparison with null has no answer.", "missing")
    if kind is type(b):
        if kind in _ORDERED:
            return -1 if a < b else int(a > b)
        if kind is FeelTime or kind is FeelDateTime:
            if a.is_local != b.is_local:
                raise FeelError("A time with a zone and one without cannot be compared.")
            return -1 if a.order < b.order else int(a.order > b.order)
    if is_date(a) and is_date(b):
        return -1 if a < b else int(a > b)
    raise FeelError(f"{type_name(a)} and {type_name(b)} cannot be compared.")


def contains(values: Range, value: Any) -> bool:
    """Whether a value lies in a range. Raises: FeelError."""
    if values.is_test and values.start is None and values.end is None:
        if values.start_included and values.end_included:  # `(= null)`
            return value is None
        raise FeelError("A comparison with null has no answer.", "missing")
    if values.start is not None:
        side = order(values.start, value)
        if side > 0 or (side == 0 and not values.start_included):
            return False
    if values.end is not None:
        side = order(value, values.end)
        if side > 0 or (side == 0 and not values.end_included):
            return False
    return True


def text_of(value: Any, tick: Callable[[int], None] = lambda _: None, *, inner: bool = False) -> str:
    """The value as `string()` gives it; strings inside lists and contexts are quoted."""
    kind = type(value)
    if kind is str:
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if inner else str(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is Decimal:
        return number_text(value)
    if is_date(value):
        return date_text(value)
    if kind is timedelta or kind is YearsMonths:
        return duration_text(value)
    if kind is list:
        tick(len(value) + 1)
        return "[" + ", ".join(text_of(item, tick, inner=True) for item in value) + "]"
    if kind is dict:
        tick(len(value) + 1)
        return "{" + ", ".join(f"{_key_text(key)}: {text_of(item, tick, inner=True)}" for key, item in value.items()) + "}"
    if kind is Range:
        return _range_text(value, tick)
    return str(value)


def _key_text(key: str) -> str:
    return key if key.replace(" ", "_").isidentifier() else text_of(key, inner=True)


def _range_text(value: Range, tick: Callable[[int], None]) -> str:
    start, end = (text_of(side, tick, inner=True) for side in (value.start, value.end))
    if value.is_test and value.start is None:
        return f"({'<=' if value.end_included else '<'} {end})"
    if value.is_test and value.end is None:
        return f"({'>=' if value.start_included else '>'} {start})"
    return f"{'[' if value.start_included else '('}{start}..{end}{']' if value.end_included else ')'}"
