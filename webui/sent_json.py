"""JSON that a browser or a program sent, read so that whatever comes out can be stored and shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

DEEPEST = 60


class NotStorable(ValueError):
    """Text with NUL, half of a surrogate pair, or values that nest too deep."""


def read_json(text: str | bytes) -> Any:
    """Raises: ValueError for what is no JSON or cannot be stored (NotStorable)."""
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise NotStorable from error
    check_storable(value)
    return value


def check_storable(value: Any) -> None:
    """Raises: NotStorable."""
    waiting: list[tuple[Any, int]] = [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        if depth > DEEPEST:
            raise NotStorable
        if isinstance(item, str):
            if "\0" in item or any("\ud800" <= character <= "\udfff" for character in item):
                raise NotStorable
        elif isinstance(item, Mapping):
            waiting += [(inner, depth + 1) for pair in item.items() for inner in pair]
        elif isinstance(item, list):
            waiting += [(inner, depth + 1) for inner in item]
