"""Which decision tables and texts a file holds, however deep they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from engine.dmn import boxed


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table, and the decision or knowledge model whose logic it is part of."""

    file: str
    element_id: str
    element_name: str
    title: str
    title_zh: str
    table: boxed.DecisionTable


def tables_of(definitions: boxed.Definitions) -> Iterator[PlacedTable]:
    for decision in definitions.decisions:
        for table in _tables(decision.expression):
            title, title_zh = decision.title or decision.name, decision.title_zh
            yield PlacedTable(definitions.file, decision.id, decision.name, title, title_zh, table)
    for knowledge in definitions.knowledge:
        for table in _tables(knowledge.function):
            yield PlacedTable(definitions.file, knowledge.id, knowledge.name, knowledge.name, "", table)


def _tables(expression: Any) -> Iterator[boxed.DecisionTable]:
    stack = [expression]
    while stack:
        current = stack.pop()
        if isinstance(current, boxed.DecisionTable):
            yield current
        elif isinstance(current, tuple):
            stack.extend(reversed(current))
        elif is_dataclass(current):
            stack.extend(getattr(current, each.name) for each in reversed(fields(current)))


def texts_of(part: Any) -> Iterator[str]:
    """Every text of a file or a part of one, expressions among them."""
    stack: list[Any] = [part]
    while stack:
        current = stack.pop()
        if isinstance(current, str):
            yield current
        elif isinstance(current, tuple):
            stack.extend(current)
        elif is_dataclass(current):
            stack.extend(getattr(current, each.name) for each in fields(current))
