"""Error event definition: the code that is thrown or caught."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.model.reading import Reading


@dataclass(frozen=True, slots=True)
class ErrorDefinition:
    code: str  # "" catches every error


def read(reading: Reading, definition: Any) -> ErrorDefinition | None:
    """The definition, None if it was refused."""
    if not definition.get("errorRef"):
        return ErrorDefinition("")
    error = reading.referred("errors", "errorRef", at=definition)
    return ErrorDefinition(error.code or error.id) if error is not None else None
