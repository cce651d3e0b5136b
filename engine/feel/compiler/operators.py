"""Logic, comparison, arithmetic, `if`, `between` and `instance of`."""

from __future__ import annotations

import operator as python
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from engine.feel import syntax
from engine.feel.arithmetic import ARITHMETIC_ERRORS, TABLES
from engine.feel.errors import FeelError
from engine.feel.evaluation import Closure, Scope
from engine.feel.numbers import NUMBERS
from engine.feel.temporal.durations import YearsMonths, negated
from engine.feel.types import is_instance
from engine.feel.values import PLAIN, equal, order, type_name

Compile = Callable[[syntax.Node], Closure]

_DIRECT = frozenset({Decimal, date, timedelta})  # Python's own order is FEEL's
_ORDER: dict[str, tuple[Callable[[Any, Any], bool], Callable[[int], bool]]] = {
    "<": (python.lt, lambda side: side < 0),
    "<=": (python.le, lambda side: side <= 0),
    ">": (python.gt, lambda side: side > 0),
    ">=": (python.ge, lambda side: side >= 0),
}


def junction(node: syntax.Junction, c: Compile) -> Closure:
    """Three-valued: `false and null` is false, `true and null` is null; likewise for `or`."""
    operands = [(c(operand), operand.at) for operand in node.operands]
    decisive = node.operator == "or"
    neutral, word = not decisive, node.operator

    def evaluate(scope: Scope) -> Any:
        result: bool | None = neutral
        for operand, at in operands:
            value = operand(scope)
            if value is decisive:
                return decisive
            if value is not neutral:
                if value is not None:
                    scope.run.warn(at, f"'{word}' needs true or false, not a {type_name(value)}.")
                result = None
        return result

    return evaluate


def comparison(node: syntax.Comparison, c: Compile) -> Closure:
    left, right, at = c(node.left), c(node.right), node.at
    if node.operator in ("=", "!="):
        wanted = node.operator == "="

        def same(scope: Scope) -> Any:
            a, b = left(scope), right(scope)
            if type(a) is type(b) and type(a) in PLAIN:
                return (a == b) is wanted
            answer = equals(scope, at, a, b)
            return None if answer is None else answer is wanted

        return same
    direct, of_sides = _ORDER[node.operator]

    def ordered(scope: Scope) -> Any:
        a, b = left(scope), right(scope)
        if type(a) is type(b) and type(a) in _DIRECT:
            return direct(a, b)
        side = compare(scope, at, a, b)
        return None if side is None else of_sides(side)

    return ordered


def equals(scope: Scope, at: int, a: Any, b: Any) -> bool | None:
    answer = equal(a, b, scope.run.tick)
    if answer is None:
        scope.run.warn(at, f"A {type_name(a)} cannot be compared with a {type_name(b)}.")
    return answer


def compare(scope: Scope, at: int, a: Any, b: Any) -> int | None:
    try:
        return order(a, b, scope.run.tick)
    except FeelError as refusal:
        scope.run.refuse(at, refusal)
        return None


def between(node: syntax.Between, c: Compile) -> Closure:
    value, low, high, at = c(node.value), c(node.low), c(node.high), node.at

    def evaluate(scope: Scope) -> Any:
        """`low <= value and value <= high`: false if either is, whatever the other."""
        middle = value(scope)
        sides = compare(scope, at, low(scope), middle), compare(scope, at, middle, high(scope))
        if any(side is not None and side > 0 for side in sides):
            return False
        return None if None in sides else True

    return evaluate


def arithmetic(node: syntax.Arithmetic, c: Compile) -> Closure:
    first = c(node.first)
    rest = [(operator, TABLES[operator], at, c(operand)) for operator, at, operand in node.rest]

    def evaluate(scope: Scope) -> Any:
        value = first(scope)
        for operator, table, at, operand in rest:
            value = _apply(scope, operator, table, at, value, operand(scope))
        return value

    return evaluate


def _apply(scope: Scope, operator: str, table: dict[Any, Any], at: int, a: Any, b: Any) -> Any:
    operation = table.get((type(a), type(b)))
    if operation is None:
        if a is None or b is None:
            scope.run.warn(at, f"'{operator}' has no value where one side is null.", "missing")
        else:
            scope.run.warn(at, f"'{operator}' cannot join a {type_name(a)} and a {type_name(b)}.")
        return None
    if type(a) is str:
        scope.run.text_of_length(len(a) + len(b))
    try:
        return operation(a, b)
    except FeelError as refusal:
        scope.run.refuse(at, refusal)
        return None
    except ARITHMETIC_ERRORS:
        scope.run.warn(at, f"The result of '{operator}' is too large.")
        return None


def negation(node: syntax.Negation, c: Compile) -> Closure:
    operand, at = c(node.operand), node.at

    def evaluate(scope: Scope) -> Any:
        value = operand(scope)
        if type(value) is Decimal:
            return NUMBERS.minus(value)
        if type(value) is timedelta or type(value) is YearsMonths:
            return _negated(scope, at, value)
        if value is None:
            scope.run.warn(at, "'-' has no value before null.", "missing")
        else:
            scope.run.warn(at, f"'-' cannot stand before a {type_name(value)}.")
        return None

    return evaluate


def _negated(scope: Scope, at: int, value: Any) -> Any:
    try:
        return negated(value)
    except FeelError as refusal:
        scope.run.refuse(at, refusal)
        return None


def conditional(node: syntax.If, c: Compile) -> Closure:
    """Anything but true takes the other branch."""
    branches = [(c(condition), condition.at, c(then)) for condition, then in node.branches]
    otherwise = c(node.otherwise)

    def evaluate(scope: Scope) -> Any:
        for condition, at, then in branches:
            value = condition(scope)
            if value is True:
                return then(scope)
            if value is not False and value is not None:
                scope.run.warn(at, f"'if' needs true or false, not a {type_name(value)}.")
        return otherwise(scope)

    return evaluate


def instance_of(node: syntax.InstanceOf, c: Compile) -> Closure:
    value, type_ = c(node.value), node.type
    return lambda scope: is_instance(value(scope), type_, scope.run, node.at)
