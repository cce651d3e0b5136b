"""Conditional event definition: FEEL that is looked at again whenever a variable that it reads changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.feel import Expression
from engine.model.reading import Reading, children, text_of


@dataclass(frozen=True, slots=True)
class ConditionalDefinition:
    condition: Expression


def read(reading: Reading, definition: Any) -> ConditionalDefinition | None:
    """The definition, None if it was refused."""
    element = next(children(definition, "condition"), None)
    if element is None or not text_of(element):
        reading.refuse("condition_missing", "A conditional event needs a condition.", "条件事件必须填写条件。", at=definition)
        return None
    condition = reading.expression(text_of(element), at=element)
    return ConditionalDefinition(condition) if condition is not None else None
