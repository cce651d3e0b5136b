"""Terminate event definition: ends its process or sub-process at once, with everything still running in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.model.reading import Reading


@dataclass(frozen=True, slots=True)
class TerminateDefinition:
    pass


def read(reading: Reading, definition: Any) -> TerminateDefinition:
    return TerminateDefinition()
