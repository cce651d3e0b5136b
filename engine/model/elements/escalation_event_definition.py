"""Escalation event definition: the code that is thrown or caught; unlike an error it need not end the work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.model.reading import Reading


@dataclass(frozen=True, slots=True)
class EscalationDefinition:
    code: str  # "" catches every escalation


def read(reading: Reading, definition: Any) -> EscalationDefinition | None:
    """The definition, None if it was refused."""
    if not definition.get("escalationRef"):
        return EscalationDefinition("")
    escalation = reading.referred("escalations", "escalationRef", at=definition)
    return EscalationDefinition(escalation.code or escalation.id) if escalation is not None else None
