"""Boxed expressions → closures, once per file. Each kind of expression has one function; `COMPILERS` is the whole list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.dmn import boxed
from engine.dmn.compiling import collections, functions, iterations, tables
from engine.dmn.compiling.place import NULL, Place
from engine.feel.evaluation import Closure

COMPILERS: dict[type[boxed.Boxed], Callable[[Any, Place], Closure]] = {
    boxed.LiteralExpression: functions.literal,
    boxed.FunctionExpression: functions.function,
    boxed.Invocation: functions.invocation,
    boxed.ContextExpression: collections.context,
    boxed.Relation: collections.relation,
    boxed.ListExpression: collections.list_,
    boxed.Conditional: iterations.conditional,
    boxed.FilterExpression: iterations.filter_,
    boxed.Iteration: iterations.iteration,
    boxed.DecisionTable: tables.table,
}


def compile_boxed(expression: boxed.Boxed | None, place: Place) -> Closure:
    """The depth of the recursion is that of the file, which the reader has bounded."""
    if expression is None:
        return NULL
    closure = COMPILERS[type(expression)](expression, place)
    if not expression.type_ref or isinstance(expression, boxed.FunctionExpression):
        return closure
    kind = place.types.find(expression.type_ref, expression.line, expression.id)
    return place.typed(closure, kind, expression.label or place.name)
