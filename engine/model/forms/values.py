"""JSON of a form → FEEL values, field type by field type. A refusal says what was expected, never what went wrong inside."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from engine import feel
from engine.model.forms.components import Field
from engine.model.texts import Text

MAX_TEXT = {"textfield": 4_000, "textarea": 20_000}
MAX_CHOICES = 1_000
_MAX_DIGITS = 34  # FEEL numbers are decimal128
_TIME = r"(?P<time>(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?)(?P<zone>Z|[+-](?:0\d|1[0-4]):[0-5]\d)?"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME_ONLY = re.compile(_TIME, re.ASCII)
_DATE_TIME = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})T" + _TIME, re.ASCII)
_NUMBER = re.compile(r"-?\d{1,34}(?:\.\d{1,34})?", re.ASCII)
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class ValueRefused(ValueError):
    """The value is not of the field's type; `text` says what was expected."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def read_value(field: Field, value: Any, zone: str) -> Any:
    """The FEEL value of what a client sent for a field; None and empty text mean: not filled in.

    `zone`: IANA zone of dates with time that bring none.
    Raises: ValueRefused.
    """
    if value is None or value == "":
        return None
    return _READERS[field.type](field, value, zone)


def expected(field: Field) -> Text:
    """What a field takes, as a phrase: “Whole number from 0 to 300”, “Date such as 2026-03-12”."""
    if field.type == "number":
        return _expected_number(field)
    if field.type == "datetime":
        return _EXPECTED_DATES[field.subtype]
    return _EXPECTED[field.type]


_EXPECTED = {
    "textfield": Text("Text", "文本"),
    "textarea": Text("Text", "文本"),
    "checkbox": Text("Yes or no (true or false)", "是或否（true 或 false）"),
    "select": Text("One of the choices", "请选择列表中的一项"),
    "radio": Text("One of the choices", "请选择列表中的一项"),
    "checklist": Text("A list of choices, each at most once", "选项列表，每项最多一次"),
    "taglist": Text("A list of choices, each at most once", "选项列表，每项最多一次"),
}
_EXPECTED_DATES = {
    "date": Text("Date such as 2026-03-12", "日期，例如 2026-03-12"),
    "time": Text("Time such as 13:45", "时间，例如 13:45"),
    "datetime": Text("Date and time such as 2026-03-12T13:45", "日期和时间，例如 2026-03-12T13:45"),
}


def _expected_number(field: Field) -> Text:
    digits = field.decimal_digits
    kind = Text("Whole number", "整数") if digits == 0 else Text("Number", "数字")
    low, high = field.bounds.min, field.bounds.max
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        kind = Text("{kind} from {low} to {high}", "{low} 到 {high} 之间的{kind}").format(kind=kind, low=low, high=high)
    elif isinstance(low, Decimal):
        kind = Text("{kind} of at least {low}", "不小于 {low} 的{kind}").format(kind=kind, low=low)
    elif isinstance(high, Decimal):
        kind = Text("{kind} of at most {high}", "不大于 {high} 的{kind}").format(kind=kind, high=high)
    if digits:
        return Text("{kind} with at most {digits} decimals", "{kind}，最多 {digits} 位小数").format(kind=kind, digits=digits)
    return kind


def _text(field: Field, value: Any, zone: str) -> str:
    if not isinstance(value, str):
        raise ValueRefused(expected(field))
    if _UNSTORABLE.search(value) or (field.type == "textfield" and ("\n" in value or "\r" in value)):
        raise ValueRefused(Text("Text without control characters", "不含控制字符的文本"))
    limit = MAX_TEXT[field.type]
    if len(value) > limit:
        raise ValueRefused(Text("Text of at most {limit} characters", "不超过 {limit} 个字符的文本").format(limit=limit))
    return value


def _number(field: Field, value: Any, zone: str) -> Decimal:
    number = _as_decimal(value, field.as_text)
    if number is None or not number.is_finite() or max(len(number.as_tuple().digits), abs(number.adjusted())) > _MAX_DIGITS:
        raise ValueRefused(expected(field))
    places = -int(number.normalize().as_tuple().exponent)
    if field.decimal_digits is not None and places > field.decimal_digits:
        raise ValueRefused(expected(field))
    if field.increment and (Fraction(number) / Fraction(field.increment)).denominator != 1:  # exact at any size, unlike `%`
        raise ValueRefused(Text("A multiple of {step}", "{step} 的倍数").format(step=field.increment))
    return number


def _as_decimal(value: Any, text_allowed: bool) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return Decimal(repr(value))  # what was written: 36.6, not its binary neighbour
    if isinstance(value, Decimal | int):
        return Decimal(value)
    return Decimal(value) if text_allowed and isinstance(value, str) and _NUMBER.fullmatch(value) else None


def _yes_no(field: Field, value: Any, zone: str) -> bool:
    if not isinstance(value, bool):
        raise ValueRefused(expected(field))
    return value


def _choice(field: Field, value: Any, zone: str) -> Any:
    if isinstance(value, str):
        if len(value) > MAX_TEXT["textfield"] or _UNSTORABLE.search(value):
            raise ValueRefused(expected(field))
        return value
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float | Decimal):
        return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    raise ValueRefused(expected(field))


def _choices(field: Field, value: Any, zone: str) -> list[Any]:
    if not isinstance(value, list) or len(value) > MAX_CHOICES:
        raise ValueRefused(expected(field))
    chosen = [_choice(field, each, zone) for each in value]
    if any(each in chosen[:position] for position, each in enumerate(chosen)):
        raise ValueRefused(expected(field))
    return chosen


def _date_or_time(field: Field, value: Any, zone: str) -> Any:
    if not isinstance(value, str):
        raise ValueRefused(expected(field))
    try:
        return _DATE_READERS[field.subtype](value, zone)
    except ValueError:
        raise ValueRefused(expected(field)) from None


def _date(value: str, zone: str) -> date:
    if not _DATE.fullmatch(value):  # fromisoformat takes week dates too
        raise ValueError(value)
    return date.fromisoformat(value)


def _time(value: str, zone: str) -> Any:
    match = _TIME_ONLY.fullmatch(value)
    if not match:
        raise ValueError(value)
    return feel.from_json({"@t": _seconds(match["time"]) + (match["zone"] or "")})


def _date_time(value: str, zone: str) -> Any:
    match = _DATE_TIME.fullmatch(value)
    if not match:
        raise ValueError(value)
    day = date.fromisoformat(match["date"])
    return feel.from_json({"@dt": f"{day.isoformat()}T{_seconds(match['time'])}{match['zone'] or '@' + zone}"})


def _seconds(text: str) -> str:
    return text if text.count(":") == 2 else text + ":00"


_DATE_READERS: Mapping[str, Callable[[str, str], Any]] = {"date": _date, "time": _time, "datetime": _date_time}
_READERS: Mapping[str, Callable[[Field, Any, str], Any]] = {
    "textfield": _text,
    "textarea": _text,
    "number": _number,
    "checkbox": _yes_no,
    "select": _choice,
    "radio": _choice,
    "checklist": _choices,
    "taglist": _choices,
    "datetime": _date_or_time,
}
