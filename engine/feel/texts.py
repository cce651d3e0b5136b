"""Values as text, written piece by piece: whoever asks says how much is too much before it is put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any

from engine.feel.evaluation import Run
from engine.feel.numbers import number_text
from engine.feel.temporal.dates import date_text
from engine.feel.temporal.durations import YearsMonths, duration_text
from engine.feel.values import Range, Tick, is_date

Put = Callable[[str], None]


class _Enough(Exception):
    """So many characters as were wanted are written."""


def text_of(value: Any, most: int | None = None, *, inner: bool = False) -> str:
    """The value as `string()` gives it, cut after `most` characters; strings inside lists and contexts (`inner`) are quoted."""
    pieces, length = list[str](), 0

    def put(piece: str) -> None:
        nonlocal length
        pieces.append(piece)
        length += len(piece)
        if most is not None and length >= most:
            raise _Enough

    with suppress(_Enough):
        _write(value, put, lambda _: None, inner=inner)
    return "".join(pieces)[:most]


def string(run: Run, value: Any) -> str:
    """The value as `string()` gives it. Raises: FeelBudgetExceeded."""
    if type(value) is str:
        return value
    pieces, length = list[str](), 0

    def put(piece: str) -> None:
        nonlocal length
        length += len(piece)
        if length > run.budget.string_length:
            run.text_of_length(length)
        pieces.append(piece)

    _write(value, put, run.tick)
    run.text_of_length(length)
    return "".join(pieces)


def _write(value: Any, put: Put, tick: Tick, *, inner: bool = False) -> None:
    kind = type(value)
    if kind is str:
        put(_quoted(value) if inner else value)
    elif value is None:
        put("null")
    elif kind is bool:
        put("true" if value else "false")
    elif kind is Decimal:
        put(number_text(value))
    elif is_date(value):
        put(date_text(value))
    elif kind is timedelta or kind is YearsMonths:
        put(duration_text(value))
    elif kind is list:
        tick(len(value) + 1)
        _write_all("[", (("", item) for item in value), "]", put, tick)
    elif kind is dict:
        tick(len(value) + 1)
        _write_all("{", ((f"{_key_text(key)}: ", item) for key, item in value.items()), "}", put, tick)
    elif kind is Range:
        tick(1)
        _write_range(value, put, tick)
    else:
        put(str(value))


def _write_all(opening: str, items: Iterable[tuple[str, Any]], closing: str, put: Put, tick: Tick) -> None:
    before = opening
    for name, item in items:
        put(before + name)
        _write(item, put, tick, inner=True)
        before = ", "
    put(closing if before == ", " else opening + closing)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _key_text(key: str) -> str:
    return key if key.replace(" ", "_").isidentifier() else _quoted(key)


def _write_range(value: Range, put: Put, tick: Tick) -> None:
    if value.is_test and value.start is None:
        _write_all("(", [("<= " if value.end_included else "< ", value.end)], ")", put, tick)
    elif value.is_test and value.end is None:
        _write_all("(", [(">= " if value.start_included else "> ", value.start)], ")", put, tick)
    else:
        put("[" if value.start_included else "(")
        _write(value.start, put, tick, inner=True)
        put("..")
        _write(value.end, put, tick, inner=True)
        put("]" if value.end_included else ")")
