"""Operands: literals, names, lists, contexts, ranges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel import syntax
from engine.feel.builtins import BUILT_INS
from engine.feel.conversion import coerce
from engine.feel.errors import FeelError
from engine.feel.evaluation import MISSING, Closure, Scope
from engine.feel.values import FEEL_TYPES, Range, order, type_name

Compile = Callable[[syntax.Node], Closure]


def literal(node: syntax.Literal, c: Compile) -> Closure:
    value = node.value
    return lambda scope: value


def invalid(node: syntax.Invalid, c: Compile) -> Closure:
    return lambda scope: scope.run.warn(node.at, node.message)


def name(node: syntax.Name, c: Compile) -> Closure:
    name, at, built_in = node.name, node.at, BUILT_INS.get(node.name)

    def read(scope: Scope) -> Any:
        here: Scope | None = scope
        while here is not None:
            value = here.names.get(name, MISSING)
            if value is not MISSING:
                return value if type(value) in FEEL_TYPES else coerce(value)
            here = here.parent
        return unknown(scope)

    def unknown(scope: Scope) -> Any:
        if name in scope.run.environment.functions:
            return coerce(scope.run.environment.functions[name], name)
        if name in scope.run.environment.namespaces:
            return {key: coerce(function, key) for key, function in scope.run.environment.namespaces[name].items()}
        if built_in is None:
            scope.run.warn(at, f"There is nothing named '{name}' here.", "missing")
        return built_in

    return read


def list_literal(node: syntax.ListNode, c: Compile) -> Closure:
    items = [c(item) for item in node.items]

    def build(scope: Scope) -> Any:
        return scope.run.made([item(scope) for item in items])

    return build


def context_literal(node: syntax.ContextNode, c: Compile) -> Closure:
    """Each entry sees the entries before it; functions see all of them."""
    entries = [(key, c(value)) for key, value in node.entries]
    if len({key for key, _ in entries}) < len(entries):
        return lambda scope: scope.run.warn(node.at, "A context has two entries of the same name.")

    def build(scope: Scope) -> Any:
        names: dict[str, Any] = {}
        inner = Scope(names, scope, scope.run)
        for key, value in entries:
            names[key] = value(inner)
        scope.run.allocate(len(entries))
        return names

    return build


def range_literal(node: syntax.RangeNode, c: Compile) -> Closure:
    start, end = (c(side) if side else (lambda scope: None) for side in (node.start, node.end))

    def build(scope: Scope) -> Any:
        return make_range(scope, node.at, start(scope), end(scope), node.start_included, node.end_included)

    return build


def make_range(scope: Scope, at: int, start: Any, end: Any, start_included: bool, end_included: bool) -> Range | None:
    if start is None or end is None:
        scope.run.warn(at, "A range needs two ends.", "missing")
        return None
    try:
        backwards = order(start, end) > 0
    except FeelError:
        scope.run.warn(at, f"A range cannot reach from {type_name(start)} to {type_name(end)}.")
        return None
    if backwards:
        scope.run.warn(at, "A range cannot end before it starts.")
        return None
    return Range(start, end, start_included, end_included)


def sign_range(node: syntax.SignRange, c: Compile) -> Closure:
    endpoint, operator = c(node.endpoint), node.operator

    def build(scope: Scope) -> Any:
        return one_sided(operator, endpoint(scope))

    if operator == "!=":
        return lambda scope: scope.run.warn(node.at, "'!=' does not describe a range.")
    return build


def one_sided(operator: str, end: Any) -> Range:
    """The range that `< end` and its like describe."""
    if operator == "=":
        return Range(end, end, True, True, True)
    if operator in ("<", "<="):
        return Range(None, end, False, operator == "<=", True)
    return Range(end, None, operator == ">=", False, True)
