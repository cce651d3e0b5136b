"""Expressions and unary tests, compiled once per source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from engine.feel.compiler import compile_node
from engine.feel.conversion import is_feel, to_feel
from engine.feel.errors import FeelBudgetExceeded
from engine.feel.evaluation import DEFAULT, Closure, Environment, Evaluation, Run, Scope
from engine.feel.names import free_names
from engine.feel.parser import parse_expression, parse_unary_tests
from engine.feel.sizes import check_size


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression. `names` are those it reads from its scope."""

    source: str
    names: frozenset[str]
    _closure: Closure = field(repr=False, compare=False)

    def evaluate(self, scope: Mapping[str, Any], *, environment: Environment = DEFAULT) -> Evaluation:
        """The value with these variables; whatever has no value becomes null and a warning.

        A dict may hold Python's values at any depth; another mapping is trusted to hold FEEL's below its own level.
        Raises: FeelBudgetExceeded; TypeError and ValueError for a variable that FEEL has no value for.
        """
        run = Run(self.source, environment)
        return _evaluate(self._closure, Scope(_converted(scope, self.names), None, run))


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """Compiled unary tests, such as `< 5, [10..20]` or `not("a", "b")`."""

    source: str
    names: frozenset[str]
    _closure: Closure = field(repr=False, compare=False)

    def evaluate(self, value: Any, scope: Mapping[str, Any], *, environment: Environment = DEFAULT) -> Evaluation:
        """Whether `value` passes: true, false or null.

        Raises: as an expression does.
        """
        run = Run(self.source, environment)
        tested = value if is_feel(value) else to_feel(value)
        return _evaluate(self._closure, Scope({"?": tested}, Scope(_converted(scope, self.names), None, run), run))


def _converted(scope: Mapping[str, Any], names: Iterable[str]) -> Mapping[str, Any]:
    if type(scope) is not dict:
        return scope
    read = ((name, scope[name]) for name in names if name in scope)
    plain = {name: to_feel(value) for name, value in read if type(value) in (list, dict) and not is_feel(value)}
    return {**scope, **plain} if plain else scope


def _evaluate(closure: Closure, scope: Scope) -> Evaluation:
    try:
        value = closure(scope)
    except RecursionError:
        raise FeelBudgetExceeded("The expression or its data nest too deep.") from None
    except ArithmeticError:  # such as a NaN that a caller put into the scope
        scope.run.warn(0, "The expression meets a number that FEEL does not have.")
        value = None
    return Evaluation(check_size(scope.run, value), tuple(scope.run.warnings), scope.run.taken)


def compile_expression(source: str, names: Iterable[str] = ()) -> Expression:
    """Compile a FEEL expression.

    `names` declares those names of the scope that hold operator characters or keywords (`follow-up`, `days in hospital`);
    names of several plain words need no declaring.
    Raises: FeelSyntaxError.
    """
    return (_expression if len(source) <= USUAL else _long_expression)(source, frozenset(names))


def compile_unary_tests(source: str, names: Iterable[str] = ()) -> UnaryTests:
    """Compile FEEL unary tests (the entries of a decision table). Raises: FeelSyntaxError."""
    return (_unary_tests if len(source) <= USUAL else _long_unary_tests)(source, frozenset(names))


# Compiled code is many times as large as its source: long ones must not fill the memory of a process that previews them.
USUAL = 1_000


@lru_cache(maxsize=1024)
def _expression(source: str, names: frozenset[str]) -> Expression:
    node = parse_expression(source, names)
    return Expression(source, free_names(node), compile_node(node))


@lru_cache(maxsize=1024)
def _unary_tests(source: str, names: frozenset[str]) -> UnaryTests:
    node = parse_unary_tests(source, names)
    return UnaryTests(source, free_names(node) - {"?"}, compile_node(node))


_long_expression = lru_cache(maxsize=16)(_expression.__wrapped__)
_long_unary_tests = lru_cache(maxsize=16)(_unary_tests.__wrapped__)
