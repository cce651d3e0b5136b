"""Least, greatest, sums, averages; `all` and `any`."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal, DecimalException
from typing import Any

from engine.feel.builtins.signature import Functions, Native
from engine.feel.errors import FeelError
from engine.feel.evaluation import Run
from engine.feel.numbers import NUMBERS, ZERO
from engine.feel.values import order, type_name

FUNCTIONS = Functions()
ONE = Decimal(1)


def _add(name: str, item: str) -> Any:
    """Both ways of calling: with one list, or with the items themselves."""

    def register(native: Native) -> Native:
        FUNCTIONS.add(f"{name}(list: list)")(native)
        FUNCTIONS.add(f"{name}(*{item}: any)")(native)
        return native

    return register


def _numbers(run: Run, items: list[Any]) -> list[Decimal]:
    run.tick(len(items))
    for item in items:
        if type(item) is not Decimal:
            raise FeelError(f"every item must be a number, not {type_name(item)}.", "missing" if item is None else "error")
    return items


def _sum(values: list[Decimal], start: Decimal = ZERO) -> Decimal:
    try:
        for value in values:
            start = NUMBERS.add(start, value)
    except DecimalException:
        raise FeelError("the sum is too large.") from None
    return start


@_add("min", "c")
def least(run: Run, items: list[Any]) -> Any:
    return _extreme(run, items, -1)


@_add("max", "c")
def greatest(run: Run, items: list[Any]) -> Any:
    return _extreme(run, items, 1)


def _extreme(run: Run, items: list[Any], wanted: int) -> Any:
    run.tick(len(items))
    if not items:
        return None
    best = items[0]
    order(best, best, run.tick)  # a single item must have an order too
    for item in items[1:]:
        if order(item, best, run.tick) == wanted:
            best = item
    return best


@_add("sum", "n")
def sum_(run: Run, items: list[Any]) -> Any:
    return _sum(_numbers(run, items)) if items else None


@_add("product", "n")
def product(run: Run, items: list[Any]) -> Any:
    if not items:
        return None
    result = ONE
    try:
        for value in _numbers(run, items):
            result = NUMBERS.multiply(result, value)
    except DecimalException:
        raise FeelError("the product is too large.") from None
    return result


@_add("mean", "n")
def mean(run: Run, items: list[Any]) -> Any:
    return NUMBERS.divide(_sum(_numbers(run, items)), Decimal(len(items))) if items else None


@_add("median", "n")
def median(run: Run, items: list[Any]) -> Any:
    ordered = sorted(_numbers(run, items))
    middle = len(ordered) // 2
    if not ordered:
        return None
    return ordered[middle] if len(ordered) % 2 else NUMBERS.divide(_sum(ordered[middle - 1 : middle + 1]), Decimal(2))


@_add("stddev", "n")
def stddev(run: Run, items: list[Any]) -> Any:
    """Of a sample: divided by n - 1."""
    values = _numbers(run, items)
    if len(values) < 2:
        raise FeelError("a standard deviation needs at least two numbers.")
    average = NUMBERS.divide(_sum(values), Decimal(len(values)))
    try:
        squares = [NUMBERS.multiply(rest, rest) for rest in (NUMBERS.subtract(value, average) for value in values)]
    except DecimalException:
        raise FeelError("the result is too large.") from None
    return NUMBERS.sqrt(NUMBERS.divide(_sum(squares), Decimal(len(values) - 1)))


@_add("mode", "n")
def mode(run: Run, items: list[Any]) -> Any:
    """All the most frequent numbers, in order."""
    counts = Counter(_numbers(run, items))
    most = max(counts.values(), default=0)
    return run.made(sorted(value for value, times in counts.items() if times == most))


def _junction(items: list[Any], decisive: bool) -> bool | None:
    """What is neither true nor false leaves the answer open, unless another item decides."""
    if any(item is decisive for item in items):
        return decisive
    strange = next((item for item in items if item is not None and type(item) is not bool), None)
    if strange is not None:
        raise FeelError(f"every item must be true or false, not a {type_name(strange)}.")
    return None if None in items else not decisive


@_add("all", "b")
def all_(run: Run, items: list[Any]) -> Any:
    run.tick(len(items))
    return _junction(items, False)


@_add("any", "b")
def any_(run: Run, items: list[Any]) -> Any:
    run.tick(len(items))
    return _junction(items, True)
