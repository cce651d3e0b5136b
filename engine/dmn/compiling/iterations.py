"""Boxed `if`, filter, `for`, `some` and `every` (DMN 1.4): what their FEEL counterparts do."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.dmn import boxed
from engine.dmn.compiling.place import Place
from engine.feel.compiler.iteration import as_list, item_scope, items_of, pick
from engine.feel.conversion import coerce
from engine.feel.evaluation import MISSING, Closure, Scope
from engine.feel.values import type_name


def conditional(node: boxed.Conditional, place: Place) -> Closure:
    condition, then, otherwise = (place.compile(each, place) for each in (node.condition, node.then, node.otherwise))

    def evaluate(scope: Scope) -> Any:
        value = condition(scope)
        if value is not None and type(value) is not bool:
            scope.run.warn(0, f"'if' needs true or false, not a {type_name(value)}.")
        return then(scope) if value is True else otherwise(scope)

    return evaluate


def filter_(node: boxed.FilterExpression, place: Place) -> Closure:
    source, match = place.compile(node.source, place), place.compile(node.match, place)

    def evaluate(scope: Scope) -> Any:
        run, value = scope.run, source(scope)
        if value is None:
            return None
        items, kept = as_list(value), []
        for item in items:
            run.tick(5)
            answer = match(item_scope(scope, coerce(item)))
            if type(answer) is Decimal:
                return pick(run, 0, items, answer)
            if answer is True:
                kept.append(item)
            elif answer is not False and answer is not None:
                run.warn(0, f"A filter needs true, false or a position, not a {type_name(answer)}.")
                return None
        return run.made(kept)

    return evaluate


def iteration(node: boxed.Iteration, place: Place) -> Closure:
    domain = place.compile(node.domain, place)
    inner = place.knowing([node.variable])
    body, name = inner.compile(node.body, inner), node.variable
    return _for(domain, body, name) if node.kind == "for" else _quantified(domain, body, name, every=node.kind == "every")


def _for(domain: Closure, body: Closure, name: str) -> Closure:
    def evaluate(scope: Scope) -> Any:
        run, results = scope.run, list[Any]()
        items = items_of(scope, domain(scope), MISSING, 0)
        if items is None:
            return None
        for item in items:
            run.tick(5)
            results.append(body(Scope({name: item, "partial": list(results)}, scope, run)))
            run.allocate(len(results))
        return run.made(results)

    return evaluate


def _quantified(domain: Closure, body: Closure, name: str, *, every: bool) -> Closure:
    def evaluate(scope: Scope) -> Any:
        run, result = scope.run, every
        items = items_of(scope, domain(scope), MISSING, 0)
        if items is None:
            return None
        unknown = False
        for item in items:
            run.tick(5)
            answer = body(Scope({name: item}, scope, run))
            if answer is (not every):
                return answer
            if answer is None:
                unknown = True
            elif type(answer) is not bool:
                run.warn(0, f"A condition needs true or false, not a {type_name(answer)}.")
                return None
        return None if unknown else result

    return evaluate
