"""Paths, filters, `for`, `some`, `every`."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from decimal import Decimal
from typing import Any

from engine.feel import syntax
from engine.feel.conversion import coerce
from engine.feel.errors import FeelError
from engine.feel.evaluation import MISSING, Closure, Run, Scope
from engine.feel.names import free_names
from engine.feel.numbers import as_index
from engine.feel.properties import read_property
from engine.feel.temporal.dates import day_number, from_day_number
from engine.feel.values import FEEL_TYPES, Range, is_date, type_name

Compile = Callable[[syntax.Node], Closure]


def path(node: syntax.Path, c: Compile) -> Closure:
    source, name, at = c(node.source), node.name, node.at

    def evaluate(scope: Scope) -> Any:
        value = source(scope)
        if type(value) is not list:
            return _entry(scope.run, at, value, name)
        scope.run.tick(len(value))
        return scope.run.made([_entry(scope.run, at, coerce(item), name) for item in value])

    return evaluate


def _entry(run: Run, at: int, value: Any, name: str) -> Any:
    if type(value) is dict:
        found = value.get(name, MISSING)
        if found is MISSING:
            run.warn(at, f"The context has no entry '{name}'.", "missing")
            return None
        return found if type(found) in FEEL_TYPES else coerce(found)
    try:
        return read_property(value, name)
    except FeelError as refusal:
        run.refuse(at, refusal)
        return None


def filter_(node: syntax.Filter, c: Compile) -> Closure:
    source, condition, at = c(node.source), c(node.condition), node.at
    if isinstance(node.condition, syntax.Literal) and type(node.condition.value) is Decimal:
        position = node.condition.value
        return lambda scope: pick(scope.run, at, as_list(source(scope)), position)
    cost = node.condition.size + 1

    def evaluate(scope: Scope) -> Any:
        value = source(scope)
        items = as_list(value)
        if not items:
            # Without an item nothing tells a condition from a position; a position in an empty list is null.
            only = condition(Scope({"item": None}, scope, scope.run)) if not _reads_item(node.condition) else False
            return None if type(only) is Decimal or value is None else []
        return select(scope, at, items, condition, cost)

    return evaluate


def select(scope: Scope, at: int, items: list[Any], condition: Closure, cost: int) -> Any:
    """The items for which the condition is true, or the one at the position that it gives."""
    kept = []
    for item in items:
        scope.run.tick(cost)
        answer = condition(item_scope(scope, coerce(item)))
        if type(answer) is Decimal:
            return pick(scope.run, at, items, answer)
        if answer is True:
            kept.append(item)
        elif answer is not False and answer is not None:
            scope.run.warn(at, f"A filter needs true, false or a position, not a {type_name(answer)}.")
            return None
    return scope.run.made(kept)


def _reads_item(condition: syntax.Node) -> bool:
    return not isinstance(condition, syntax.Name | syntax.Arithmetic | syntax.Negation) or "item" in free_names(condition)


def item_scope(scope: Scope, item: Any) -> Scope:
    inner = Scope({"item": item}, scope, scope.run)
    return Scope(item, inner, scope.run) if type(item) is dict else inner


def as_list(value: Any) -> list[Any]:
    if type(value) is list:
        return value
    return [] if value is None else [value]


def pick(run: Run, at: int, items: list[Any], position: Decimal) -> Any:
    """The item at a position: 1 is the first, -1 the last."""
    index = as_index(position)
    if index is None or index == 0 or abs(index) > len(items):
        run.warn(at, f"The list of {len(items)} has no item at this position.", "missing")
        return None
    return coerce(items[index - 1 if index > 0 else index])


def for_(node: syntax.For, c: Compile) -> Closure:
    iterators, body, cost = _iterators(node.iterators, c), c(node.body), node.body.size + 1
    reads_partial = "partial" in free_names(node.body)

    def evaluate(scope: Scope) -> Any:
        run, results = scope.run, list[Any]()
        for inner in _bindings(scope, iterators, cost):
            if inner is None:
                return None
            if reads_partial:
                # A copy: what the body keeps must not grow behind its back, nor hold itself.
                inner = Scope({"partial": run.made(list(results))}, inner, run)
            results.append(body(inner))
            if len(results) > run.budget.list_length:
                run.made(results)
        return run.made(results)

    return evaluate


def quantified(node: syntax.Quantified, c: Compile) -> Closure:
    """Three-valued, as a long `and` (every) or `or` (some)."""
    iterators, condition, cost = _iterators(node.iterators, c), c(node.condition), node.condition.size + 1
    decisive, at = not node.every, node.at

    def evaluate(scope: Scope) -> Any:
        result: bool | None = not decisive
        for inner in _bindings(scope, iterators, cost):
            if inner is None:
                return None
            answer = condition(inner)
            if answer is decisive:
                return decisive
            if type(answer) is not bool:
                if answer is not None:
                    scope.run.warn(at, f"A condition needs true or false, not a {type_name(answer)}.")
                result = None
        return result

    return evaluate


Compiled = list[tuple[str, Closure, Closure | None, int]]


def _iterators(nodes: list[syntax.Iterator], c: Compile) -> Compiled:
    return [(node.name, c(node.domain), c(node.until) if node.until else None, node.at) for node in nodes]


def _bindings(scope: Scope, iterators: Compiled, cost: int) -> Generator[Scope | None, None, None]:
    """A scope for each combination, the last iterator turning fastest; None and no more if a domain is not one."""
    name, domain, until, at = iterators[0]
    items = items_of(scope, domain(scope), until(scope) if until else MISSING, at)
    if items is None:
        yield None
        return
    for item in items:
        scope.run.tick(cost)
        inner = Scope({name: item}, scope, scope.run)
        if len(iterators) == 1:
            yield inner
            continue
        for innermost in _bindings(inner, iterators[1:], cost):
            yield innermost
            if innermost is None:
                return


def items_of(scope: Scope, domain: Any, until: Any, at: int) -> Iterable[Any] | None:
    if until is not MISSING:
        return _span(scope, at, domain, until, both_ways=True)
    if type(domain) is list:
        return map(coerce, domain)
    if type(domain) is Range:
        return _in_range(scope, at, domain)
    if domain is None:
        scope.run.warn(at, "There is nothing to iterate over.", "missing")
        return None
    return [domain]


def _in_range(scope: Scope, at: int, values: Range) -> Iterable[Any] | None:
    items = _span(scope, at, values.start, values.end, both_ways=False)
    if items is None:
        return None
    return (
        item for item in items if (values.start_included or item != values.start) and (values.end_included or item != values.end)
    )


def _span(scope: Scope, at: int, start: Any, end: Any, *, both_ways: bool) -> Iterable[Any] | None:
    """The whole numbers or days from `start` to `end`."""
    if type(start) is Decimal and type(end) is Decimal and (first := as_index(start)) is not None:
        last = (
            as_index(end.to_integral_value("ROUND_FLOOR" if end >= start else "ROUND_CEILING")) if end.adjusted() < 18 else None
        )
        if last is not None:
            step = -1 if both_ways and last < first else 1
            return map(Decimal, range(first, last + step, step))
    if is_date(start) and is_date(end):
        first, last = day_number(start), day_number(end)
        step = -1 if both_ways and last < first else 1
        return map(from_day_number, range(first, last + step, step))
    scope.run.warn(at, f"Nothing can be counted from {type_name(start)} to {type_name(end)}.")
    return None
