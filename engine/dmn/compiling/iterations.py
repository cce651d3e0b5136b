"""Boxed `if`, filter, `for`, `some` and `every` (DMN 1.4): what their FEEL counterparts do."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from engine.dmn import boxed
from engine.dmn.compiling.place import Place
from engine.dmn.walking import texts_of
from engine.feel.compiler.iteration import as_list, items_of, select
from engine.feel.evaluation import MISSING, Closure, Scope
from engine.feel.values import type_name

COST = 5  # steps of one round
POSITION = re.compile(r"\s*-?\d+\s*")


def conditional(node: boxed.Conditional, place: Place) -> Closure:
    condition, then, otherwise = (place.compile(each, place) for each in (node.condition, node.then, node.otherwise))

    def evaluate(scope: Scope) -> Any:
        value = condition(scope)
        if value is not None and type(value) is not bool:
            scope.run.warn(0, f"'if' needs true or false, not a {type_name(value)}.")
        return then(scope) if value is True else otherwise(scope)

    return evaluate


def filter_(node: boxed.FilterExpression, place: Place) -> Closure:
    inner = replace(place, known=None)  # the entries of an item are in sight
    source, match = place.compile(node.source, place), inner.compile(node.match, inner)
    is_position = isinstance(node.match, boxed.LiteralExpression) and POSITION.fullmatch(node.match.text)

    def evaluate(scope: Scope) -> Any:
        value = source(scope)
        if value is None or (is_position and value == []):
            return None
        return select(scope, 0, as_list(value), match, COST)

    return evaluate


def iteration(node: boxed.Iteration, place: Place) -> Closure:
    domain = place.compile(node.domain, place)
    inner = place.knowing([node.variable, "partial"])
    body, name = inner.compile(node.body, inner), node.variable
    if node.kind == "for":
        return _for(domain, body, name, reads_partial=any("partial" in text for text in texts_of(node.body)))
    return _quantified(domain, body, name, decisive=node.kind == "some")


def _for(domain: Closure, body: Closure, name: str, *, reads_partial: bool) -> Closure:
    def evaluate(scope: Scope) -> Any:
        run, results = scope.run, list[Any]()
        items = items_of(scope, domain(scope), MISSING, 0)
        if items is None:
            return None
        for item in items:
            run.tick(COST)
            names = {name: item}
            if reads_partial:
                names["partial"] = run.made(list(results))
            results.append(body(Scope(names, scope, run)))
            if len(results) > run.budget.list_length:
                run.list_of_length(len(results))
        return run.made(results)

    return evaluate


def _quantified(domain: Closure, body: Closure, name: str, *, decisive: bool) -> Closure:
    """As the TCK has it (1153, 006), an answer that is neither true nor false makes the whole null at once."""

    def evaluate(scope: Scope) -> Any:
        run = scope.run
        items = items_of(scope, domain(scope), MISSING, 0)
        if items is None:
            return None
        unknown = False
        for item in items:
            run.tick(COST)
            answer = body(Scope({name: item}, scope, run))
            if answer is decisive:
                return answer
            if answer is None:
                unknown = True
            elif type(answer) is not bool:
                run.warn(0, f"A condition needs true or false, not a {type_name(answer)}.")
                return None
        return None if unknown else not decisive

    return evaluate
