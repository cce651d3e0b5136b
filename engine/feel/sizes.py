"""How large a value is as it would be written out: a few shared lists in memory may stand for millions of items."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from engine.feel.errors import FeelBudgetExceeded
from engine.feel.evaluation import Run
from engine.feel.values import Range

_NESTING = frozenset({list, dict, Range})


def check_size(run: Run, value: Any) -> Any:
    """The value. Raises: FeelBudgetExceeded if it holds more than the budget's `size`."""
    if type(value) in _NESTING and size_of(value) > run.budget.size:
        raise FeelBudgetExceeded(f"The result holds more than {run.budget.size} characters and items.")
    return value


def size_of(value: Any) -> int:
    """Characters and items. Every part is measured once, however often it occurs; the work grows with what is in memory.

    Raises: FeelBudgetExceeded for a value that holds itself.
    """
    sizes: dict[int, int] = {}
    opened: set[int] = set()
    stack = [value]
    while stack:
        current = stack[-1]
        if id(current) in sizes:
            stack.pop()
            continue
        parts = _parts(current)
        inner = [part for part in parts if type(part) in _NESTING and id(part) not in sizes]
        if inner:
            if id(current) in opened:
                raise FeelBudgetExceeded("The expression or its data nest too deep.")
            opened.add(id(current))
            stack += inner
            continue
        names = sum(map(len, current)) if type(current) is dict else 0
        sizes[id(current)] = 1 + names + sum(sizes[id(part)] if type(part) in _NESTING else _plain(part) for part in parts)
        stack.pop()
    return sizes[id(value)]


def _parts(value: Any) -> Collection[Any]:
    if type(value) is list:
        return value
    if type(value) is dict:
        return value.values()
    return (value.start, value.end) if type(value) is Range else ()


def _plain(value: Any) -> int:
    return len(value) if type(value) is str else 1
