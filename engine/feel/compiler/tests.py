"""`in` and unary tests: is a value equal to, in, or beyond what the test gives?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel import syntax
from engine.feel.compiler.literals import one_sided
from engine.feel.errors import FeelError
from engine.feel.evaluation import Closure, Scope
from engine.feel.names import free_names
from engine.feel.values import PLAIN, Range, contains, equal

Compile = Callable[[syntax.Node], Closure]
Check = Callable[[Scope, Any], bool | None]


def in_tests(node: syntax.In, c: Compile) -> Closure:
    value, checks = c(node.value), [_check(test, c) for test in node.tests]

    def evaluate(scope: Scope) -> Any:
        tested = value(scope)
        return _any(checks, scope, tested)

    return evaluate


def unary_tests(node: syntax.UnaryTestsNode, c: Compile) -> Closure:
    """The value under test is the name `?` of the scope."""
    if node.tests is None:
        return lambda scope: True
    checks = [_check(test, c) for test in node.tests]

    def evaluate(scope: Scope) -> Any:
        answer = _any(checks, scope, scope.find("?", None))
        if node.negated:
            return None if answer is None else not answer
        return answer

    return evaluate


def _any(checks: list[Check], scope: Scope, value: Any) -> bool | None:
    answer: bool | None = False
    for check in checks:
        passed = check(scope, value)
        if passed is True:
            return True
        if passed is None:
            answer = None
    return answer


def _check(test: syntax.Test, c: Compile) -> Check:
    operand, operator, at = c(test.operand), test.operator, test.at
    if operator is not None and operator not in ("=", "!="):
        return lambda scope, value: _within(scope, at, one_sided(operator, operand(scope)), value)
    if "?" in free_names(test.operand):  # `? > 3 and ? < 5`: the expression is the test
        return _own_test(operand, at)

    def check(scope: Scope, value: Any) -> bool | None:
        before = scope.run.warned
        expected = operand(scope)
        if (value is None or expected is None) and scope.run.warned > before:
            return None  # what failed is null, and null is not what the cell asks for
        if operator is None:
            return matches(scope, at, expected, value)
        return _is(scope, expected, value) is (operator == "=")

    return check


def _own_test(operand: Closure, at: int) -> Check:
    def check(scope: Scope, value: Any) -> bool | None:
        before = scope.run.warned
        answer = operand(Scope({"?": value}, scope, scope.run))
        if type(answer) is bool:
            return answer
        return None if answer is None and scope.run.warned > before else matches(scope, at, answer, value)

    return check


def matches(scope: Scope, at: int, expected: Any, value: Any) -> bool | None:
    kind = type(expected)
    if kind is type(value) and kind in PLAIN:
        return bool(expected == value)
    if kind is Range and type(value) is not Range:
        return _within(scope, at, expected, value)
    if kind is list:
        scope.run.tick(len(expected))
        return any(_matches_item(scope, at, item, value) for item in expected) or _is(scope, expected, value)
    return _is(scope, expected, value)


def _matches_item(scope: Scope, at: int, item: Any, value: Any) -> bool:
    if type(item) is Range and type(value) is not Range:
        return _within(scope, at, item, value) is True
    return _is(scope, item, value)


def _is(scope: Scope, expected: Any, value: Any) -> bool:
    return equal(expected, value, scope.run.tick) is True


def _within(scope: Scope, at: int, values: Range, value: Any) -> bool | None:
    try:
        return contains(values, value, scope.run.tick)
    except FeelError as refusal:
        scope.run.refuse(at, refusal)
        return None
