"""Several definitions on one event: any one of them, or with `parallelMultiple` all of them; a throw throws each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class MultipleDefinition:
    parts: tuple[Any, ...]
    is_parallel: bool = False


def parts_of(definition: Any) -> tuple[Any, ...]:
    """The definitions of an event one by one: none, the only one, or several."""
    if isinstance(definition, MultipleDefinition):
        return definition.parts
    return () if definition is None else (definition,)


def part_of(node: Any, number: int) -> Any:
    """The definition at an event that a timer, subscription or condition waits for."""
    definition = node.definition
    return definition.parts[number] if isinstance(definition, MultipleDefinition) else definition


def waits_for_all(node: Any) -> bool:
    """Whether every definition of the event has to happen before it does."""
    definition = getattr(node, "definition", None)
    return isinstance(definition, MultipleDefinition) and definition.is_parallel
