"""Lists."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from engine.feel.builtins.signature import Functions
from engine.feel.errors import FeelError
from engine.feel.evaluation import Run
from engine.feel.numbers import as_index
from engine.feel.values import COMPARED, Function, Tick, equal, order

FUNCTIONS = Functions()


def _same(run: Run, a: Any, b: Any) -> bool:
    return equal(a, b, run.tick) is True


def _index(position: Decimal, length: int) -> int:
    """Position 1 is the first, -1 the last. Raises: FeelError."""
    index = as_index(position)
    if index is None or index == 0 or abs(index) > length:
        raise FeelError(f"the list of {length} has no such position.")
    return index - 1 if index > 0 else length + index


@FUNCTIONS.add("list contains(list: list, element: any)")
def list_contains(run: Run, items: list[Any], element: Any) -> Any:
    run.tick(len(items))
    return any(_same(run, item, element) for item in items)


@FUNCTIONS.add("count(list: list)")
def count(run: Run, items: list[Any]) -> Any:
    return Decimal(len(items))


@FUNCTIONS.add("sublist(list: list, start position: number, length?: number)")
def sublist(run: Run, items: list[Any], start: Decimal, length: Decimal | None) -> Any:
    begin = _index(start, len(items))
    if length is None:
        return run.made(items[begin:])
    wanted = as_index(length)
    if wanted is None or wanted < 0 or begin + wanted > len(items):
        raise FeelError("the list has not so many items from there.")
    return run.made(items[begin : begin + wanted])


@FUNCTIONS.add("append(list: list, *items: any)")
def append(run: Run, items: list[Any], more: list[Any]) -> Any:
    run.list_of_length(len(items) + len(more))
    return items + more


@FUNCTIONS.add("concatenate(*lists: list)")
def concatenate(run: Run, lists: list[list[Any]]) -> Any:
    run.list_of_length(sum(map(len, lists)))
    return [item for items in lists for item in items]


@FUNCTIONS.add("union(*lists: list)")
def union(run: Run, lists: list[list[Any]]) -> Any:
    run.allocate(sum(map(len, lists)))
    return run.made(_distinct(run, [item for items in lists for item in items]))


@FUNCTIONS.add("insert before(list: list, position: number, newItem: any)")
def insert_before(run: Run, items: list[Any], position: Decimal, new: Any) -> Any:
    index = _index(position, len(items))
    return run.made([*items[:index], new, *items[index:]])


@FUNCTIONS.add("remove(list: list, position: number)")
def remove(run: Run, items: list[Any], position: Decimal) -> Any:
    index = _index(position, len(items))
    return run.made([*items[:index], *items[index + 1 :]])


@FUNCTIONS.add("list replace(list: list, position: number, newItem: any)")
def list_replace(run: Run, items: list[Any], position: Decimal, new: Any) -> Any:
    index = _index(position, len(items))
    return run.made([*items[:index], new, *items[index + 1 :]])


@FUNCTIONS.add("list replace(list: list, match: function, newItem: any)")
def list_replace_matching(run: Run, items: list[Any], match: Function, new: Any) -> Any:
    results = []
    for item in items:
        answer = _call(run, match, [item, new])
        if type(answer) is not bool:
            raise FeelError("'match' must answer true or false.")
        results.append(new if answer else item)
    return run.made(results)


@FUNCTIONS.add("reverse(list: list)")
def reverse(run: Run, items: list[Any]) -> Any:
    return run.made(items[::-1])


@FUNCTIONS.add("index of(list: list, match: any)")
def index_of(run: Run, items: list[Any], match: Any) -> Any:
    run.tick(len(items))
    return run.made([Decimal(number) for number, item in enumerate(items, start=1) if _same(run, item, match)])


@FUNCTIONS.add("distinct values(list: list)")
def distinct_values(run: Run, items: list[Any]) -> Any:
    return run.made(_distinct(run, items))


def _distinct(run: Run, items: list[Any]) -> list[Any]:
    """Simple values are found by hash, the others one by one; each comparison is a step."""
    kept: list[Any] = []
    simple: set[tuple[type, Any]] = set()
    others: list[Any] = []
    for item in items:
        run.tick(1)
        if item is None or type(item) in (bool, str, Decimal):
            run.tick(len(item) // COMPARED if type(item) is str else 0)
            if (type(item), item) not in simple:
                simple.add((type(item), item))
                kept.append(item)
            continue
        run.tick(len(others))
        if not any(_same(run, item, other) for other in others):
            others.append(item)
            kept.append(item)
    return kept


@FUNCTIONS.add("flatten(list: list)")
def flatten(run: Run, items: list[Any]) -> Any:
    """Without recursion: the stack holds what is left at each level."""
    results: list[Any] = []
    stack = [iter(items)]
    while stack:
        for item in stack[-1]:
            run.tick(1)
            if type(item) is list:
                stack.append(iter(item))
                break
            results.append(item)
            if len(results) > run.budget.list_length:
                run.list_of_length(len(results))
        else:
            stack.pop()
    return run.made(results)


@FUNCTIONS.add("sort(list: list, precedes?: function or null)")
def sort(run: Run, items: list[Any], precedes: Function | None) -> Any:
    run.tick(len(items))
    if precedes is None:
        return run.made(sorted(items, key=cmp_to_key(_counted(run, order))))
    found = precedes

    def side(a: Any, b: Any) -> int:
        """Where each precedes the other (`<=`), they are ties and stay in their order."""
        return (_call(run, found, [b, a]) is True) - (_call(run, found, [a, b]) is True)

    return run.made(sorted(items, key=cmp_to_key(side)))


def _counted(run: Run, compare: Callable[[Any, Any, Tick], int]) -> Callable[[Any, Any], int]:
    def side(a: Any, b: Any) -> int:
        run.tick(1)
        return compare(a, b, run.tick)

    return side


def _call(run: Run, function: Function, arguments: list[Any]) -> Any:
    run.enter()
    try:
        return function.call(run, arguments, 0)
    finally:
        run.leave()


@FUNCTIONS.add("partition(list: list, size: number)")
def partition(run: Run, items: list[Any], size: Decimal) -> Any:
    length = as_index(size)
    if length is None or length < 1:
        raise FeelError("'size' must be a whole number of at least 1.")
    run.allocate(len(items))
    return run.made([items[start : start + length] for start in range(0, len(items), length)])
