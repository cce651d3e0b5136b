"""Python values → FEEL values, and FEEL values ↔ JSON without loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, DecimalException
from typing import Any

from engine.feel.errors import FeelBudgetExceeded, FeelError
from engine.feel.numbers import NUMBERS, number_text
from engine.feel.temporal.dates import FarDate, date_text
from engine.feel.temporal.durations import YearsMonths, days_time_text, parse_duration, years_months_text
from engine.feel.temporal.literals import parse_date, parse_date_and_time, parse_time
from engine.feel.temporal.times import FeelDateTime, FeelTime, from_datetime
from engine.feel.values import FEEL_TYPES, Function, Range

MAX_NESTING = 200
MAX_ITEMS = 1_000_000
MAX_CHARACTERS = 16_000_000
TOO_MUCH = f"The value holds more than {MAX_ITEMS} items or {MAX_CHARACTERS} characters, or nests deeper than {MAX_NESTING}."


def coerce(value: Any, name: str = "") -> Any:
    """One value as FEEL sees it; the items of lists and contexts are left for when they are read."""
    if type(value) in FEEL_TYPES:
        return value
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, list | tuple):
        return list(value)
    if callable(value) and not isinstance(value, type):
        return host_function(name, value)
    return _scalar(value)


def to_feel(value: Any) -> Any:
    """A Python value, with all that is in it, as a FEEL value.

    int and float become numbers, datetimes date and times (naive: local), tuples lists, mappings contexts.
    Raises: TypeError for a type that FEEL has no value for, ValueError for NaN, infinities and values that are too large or deep.
    """
    return _deep(value, [MAX_ITEMS], 0)


def is_feel(value: Any, depth: int = 0) -> bool:
    """Whether nothing in a value needs converting. Too deep is not FEEL's either: `to_feel` refuses it."""
    kind = type(value)
    if kind is list or kind is dict:
        items = value if kind is list else value.values()
        return depth < MAX_NESTING and all(is_feel(item, depth + 1) for item in items)
    return kind in FEEL_TYPES


def _deep(value: Any, left: list[int], depth: int) -> Any:
    left[0] -= 1
    if left[0] < 0 or depth > MAX_NESTING:
        raise ValueError(TOO_MUCH)
    if isinstance(value, Mapping):
        return {str(key): _deep(item, left, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_deep(item, left, depth + 1) for item in value]
    if isinstance(value, Decimal):
        return _number(str(value))
    return coerce(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, bool):
        return bool(value)
    if isinstance(value, int | float | Decimal):
        return _number(str(value))
    if isinstance(value, str):
        return str(value)
    if isinstance(value, datetime):
        return from_datetime(value)
    if isinstance(value, time):
        # A time of day alone has no offset in an IANA zone: it stays what the clock shows.
        offset = value.utcoffset()
        seconds = None if offset is None else round(offset.total_seconds())
        return FeelTime(value.hour, value.minute, value.second, value.microsecond * 1000, seconds)
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    if isinstance(value, timedelta):
        return timedelta(value.days, value.seconds, value.microseconds)
    raise TypeError(f"FEEL has no value for a {type(value).__name__}.")


def _number(text: str) -> Decimal:
    try:
        number = NUMBERS.create_decimal(text)
    except DecimalException:
        raise ValueError(f"{text[:50]} is not a number that FEEL can hold.") from None
    if not number.is_finite():
        raise ValueError(f"{text[:50]} is not a number that FEEL can hold.")
    return number


def host_function(name: str, function: Callable[..., Any], parameters: tuple[str, ...] = ()) -> Function:
    """A Python function as a FEEL value, called with FEEL values by position, or by name where `parameters` are given.

    TypeError and ValueError that it raises become null and a warning.
    """

    def call(run: Any, arguments: list[Any], at: int) -> Any:
        try:
            return to_feel(function(*arguments))
        except (TypeError, ValueError) as error:
            raise FeelError(f"{name or 'The function'}: {error}") from None

    def call_named(run: Any, arguments: dict[str, Any], at: int) -> Any:
        if arguments.keys() != set(parameters):
            raise FeelError(f"{name or 'The function'} takes the arguments {', '.join(parameters)}.")
        return call(run, [arguments[parameter] for parameter in parameters], at)

    return Function(name, parameters, call, call_named if parameters else None)


def to_json(value: Any) -> Any:
    """A FEEL value as JSON; what JSON has no type for is tagged: {"@n": "1.5"}, {"@d": "2026-01-01"}, {"@t": …}, {"@dt": …},
    {"@dur": "PT1H"}, {"@ymd": "P1M"}, {"@r": [start, end, start included, end included, test]}.

    A context whose only key begins with "@" is wrapped in {"@c": …}, so that it is not taken for a tag.
    Raises: TypeError for a function; FeelBudgetExceeded for a value of more than a million items or 16 million characters.
    """
    return _to_json(value, [MAX_ITEMS, MAX_CHARACTERS], 0)


def _to_json(value: Any, left: list[int], depth: int) -> Any:
    value = coerce(value)
    kind = type(value)
    left[0] -= 1
    left[1] -= len(value) if kind is str else sum(map(len, value)) if kind is dict else 0
    if min(left) < 0 or depth > MAX_NESTING:
        raise FeelBudgetExceeded(TOO_MUCH)
    if value is None or kind is bool or kind is str:
        return value
    if kind is Decimal:
        return _number_to_json(value)
    if kind is list:
        return [_to_json(item, left, depth + 1) for item in value]
    if kind is dict:
        entries = {key: _to_json(item, left, depth + 1) for key, item in value.items()}
        return {"@c": entries} if len(entries) == 1 and next(iter(entries)).startswith("@") else entries
    if kind is Range:
        ends = [_to_json(value.start, left, depth + 1), _to_json(value.end, left, depth + 1)]
        return {"@r": [*ends, value.start_included, value.end_included, value.is_test]}
    for tag, kinds, write, _ in _TAGS:
        if kind in kinds:
            return {tag: write(value)}
    raise TypeError("A function cannot be stored.")


def _number_to_json(value: Decimal) -> Any:
    # Beyond 2**53 other readers of JSON lose digits.
    if value == value.to_integral_value() and abs(value) <= 2**53:
        return int(value)
    return {"@n": str(value) if abs(value.adjusted()) > 40 else number_text(value)}


_TAGS: tuple[tuple[str, tuple[type, ...], Callable[[Any], str], Callable[[str], Any]], ...] = (
    ("@n", (), str, _number),
    ("@d", (date, FarDate), date_text, parse_date),
    ("@t", (FeelTime,), str, parse_time),
    ("@dt", (FeelDateTime,), str, parse_date_and_time),
    ("@dur", (timedelta,), days_time_text, parse_duration),
    ("@ymd", (YearsMonths,), years_months_text, parse_duration),
)
_READERS = {tag: read for tag, _, _, read in _TAGS}


def from_json(value: Any) -> Any:
    """What `to_json` wrote; plain JSON numbers become FEEL numbers.

    Raises: ValueError for a tag whose content is not of its type, and for a value that nests too deep.
    """
    return _from_json(value, 0)


def _from_json(value: Any, depth: int) -> Any:
    if depth > 2 * MAX_NESTING:  # a tag may stand around every level that was written
        raise ValueError(TOO_MUCH)
    if isinstance(value, list):
        return [_from_json(item, depth + 1) for item in value]
    if not isinstance(value, dict):
        return coerce(value)
    if len(value) == 1:
        ((tag, content),) = value.items()
        if tag == "@c" and isinstance(content, dict):
            return {key: _from_json(item, depth + 1) for key, item in content.items()}
        if tag == "@r":
            return _range_from_json(content, depth)
        if tag in _READERS:
            try:
                return _READERS[tag](content)
            except (FeelError, TypeError, ValueError) as refusal:
                raise ValueError(f"{tag}: {refusal}") from None
    return {key: _from_json(item, depth + 1) for key, item in value.items()}


def _range_from_json(content: Any, depth: int) -> Range:
    if not isinstance(content, list) or len(content) != 5 or not all(type(flag) is bool for flag in content[2:]):
        raise ValueError("@r: expected [start, end, start included, end included, written as one comparison].")
    return Range(_from_json(content[0], depth + 1), _from_json(content[1], depth + 1), *content[2:])
