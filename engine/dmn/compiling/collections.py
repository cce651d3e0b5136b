"""Boxed contexts, lists and relations."""

from __future__ import annotations

from typing import Any

from engine.dmn import boxed
from engine.dmn.compiling.place import Place
from engine.feel.evaluation import Closure, Scope


def context(node: boxed.ContextExpression, place: Place) -> Closure:
    """Each entry sees those before it; the entry without a name, if there is one, is the value of the whole."""
    names = [entry.variable.name for entry in node.entries if entry.variable is not None]
    if len(set(names)) < len(names):
        place.problem("dmn.twice", "Two entries of a context bear the same name.", "上下文中有同名条目。", node.line, node.id)
    entries: list[tuple[str | None, Closure]] = []
    inner = place.knowing(names)
    for entry in node.entries:
        closure = inner.compile(entry.value, inner)
        if entry.variable is not None:
            closure = inner.typed(closure, inner.kind(entry.variable), entry.variable.name)
        entries.append((entry.variable.name if entry.variable is not None else None, closure))

    def build(scope: Scope) -> Any:
        values: dict[str, Any] = {}
        around = Scope(values, scope, scope.run)
        for name, closure in entries:
            value = closure(around)
            if name is None:
                return value
            values[name] = value
        scope.run.allocate(len(entries))
        return values

    return build


def list_(node: boxed.ListExpression, place: Place) -> Closure:
    items = [place.compile(item, place) for item in node.items]
    return lambda scope: scope.run.made([item(scope) for item in items])


def relation(node: boxed.Relation, place: Place) -> Closure:
    kinds = [place.kind(column) for column in node.columns]
    rows = [
        [
            (column.name, place.typed(place.compile(cell, place), kind, column.name))
            for column, kind, cell in zip(node.columns, kinds, row, strict=False)
        ]
        for row in node.rows
    ]

    def build(scope: Scope) -> Any:
        scope.run.allocate(len(rows) * len(kinds))
        return scope.run.made([{name: cell(scope) for name, cell in row} for row in rows])

    return build
