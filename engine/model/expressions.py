"""Every expression that a node evaluates: its attributes, mappings, loop, event definitions and the flows that leave it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from engine import feel
from engine.model.process_model import Flow, Node

_ELSEWHERE = frozenset({"incoming", "plain", "conditional", "default", "boundary", "name", "documentation", "decisions"})


def expressions_of(node: Node) -> Iterator[feel.Expression]:
    waiting: list[Any] = [getattr(node, each.name) for each in fields(node) if each.name not in _ELSEWHERE]
    while waiting:
        value = waiting.pop()
        if isinstance(value, feel.Expression):
            yield value
        elif isinstance(value, tuple | list):
            waiting += value
        elif isinstance(value, Flow):
            waiting.append(value.condition)
        elif is_dataclass(value) and not isinstance(value, Node | type):
            waiting += [getattr(value, each.name) for each in fields(value)]
