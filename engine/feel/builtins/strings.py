"""Strings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel.builtins import patterns
from engine.feel.builtins.signature import Functions
from engine.feel.errors import FeelError
from engine.feel.evaluation import Run
from engine.feel.numbers import as_index
from engine.feel.texts import string as string_of
from engine.feel.values import type_name

FUNCTIONS = Functions()


@FUNCTIONS.add("substring(string: string, start position: number, length?: number)")
def substring(run: Run, string: str, start: Decimal, length: Decimal | None) -> Any:
    """Positions count from 1, or from the end where negative."""
    first = as_index(start.to_integral_value("ROUND_DOWN"))
    if not first or abs(first) > len(string):
        raise FeelError("the start position lies outside the text.")
    begin = first - 1 if first > 0 else len(string) + first
    if length is None:
        return run.made(string[begin:])
    count = as_index(length.to_integral_value("ROUND_DOWN"))
    if count is None or count < 1:
        raise FeelError("the length must be at least 1.")
    return run.made(string[begin : begin + count])


@FUNCTIONS.add("string length(string: string)")
def string_length(run: Run, string: str) -> Any:
    return Decimal(len(string))


@FUNCTIONS.add("upper case(string: string)")
def upper_case(run: Run, string: str) -> Any:
    return run.made(string.upper())


@FUNCTIONS.add("lower case(string: string)")
def lower_case(run: Run, string: str) -> Any:
    return run.made(string.lower())


@FUNCTIONS.add("substring before(string: string, match: string)")
def substring_before(run: Run, string: str, match: str) -> Any:
    before, found, _ = string.partition(match) if match else ("", "", "")
    return run.made(before) if found else ""


@FUNCTIONS.add("substring after(string: string, match: string)")
def substring_after(run: Run, string: str, match: str) -> Any:
    if not match:
        return string
    _, found, after = string.partition(match)
    return run.made(after) if found else ""


@FUNCTIONS.add("contains(string: string, match: string)")
def contains(run: Run, string: str, match: str) -> Any:
    return match in string


@FUNCTIONS.add("starts with(string: string, match: string)")
def starts_with(run: Run, string: str, match: str) -> Any:
    return string.startswith(match)


@FUNCTIONS.add("ends with(string: string, match: string)")
def ends_with(run: Run, string: str, match: str) -> Any:
    return string.endswith(match)


@FUNCTIONS.add("trim(string: string)")
def trim(run: Run, string: str) -> Any:
    return run.made(string.strip())


@FUNCTIONS.add("matches(input: string, pattern: string, flags?: string or null)")
def matches(run: Run, string: str, pattern: str, flags: str | None) -> Any:
    return patterns.search(run, string, pattern, flags)


@FUNCTIONS.add("replace(input: string, pattern: string, replacement: string, flags?: string or null)")
def replace(run: Run, string: str, pattern: str, replacement: str, flags: str | None) -> Any:
    return patterns.replace(run, string, pattern, replacement, flags)


@FUNCTIONS.add("split(string: string, delimiter: string)")
def split(run: Run, string: str, delimiter: str) -> Any:
    return patterns.split(run, string, delimiter)


@FUNCTIONS.add("string join(list: list, delimiter?: string or null)")
def string_join(run: Run, items: list[Any], delimiter: str | None) -> Any:
    """Nulls are skipped."""
    present = [item for item in items if item is not None]
    for item in present:
        if type(item) is not str:
            raise FeelError(f"every item must be a string, not a {type_name(item)}.")
    between = delimiter or ""
    run.tick(len(items))
    run.text_of_length(sum(map(len, present)) + len(between) * max(len(present) - 1, 0))
    return between.join(present)


@FUNCTIONS.add("string(from: any)")
def string(run: Run, value: Any) -> Any:
    if value is None:
        raise FeelError("'from' must not be null.", "missing")
    return string_of(run, value)
