"""Signal event definition: a name that everybody who waits for it hears."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.model.reading import Reading


@dataclass(frozen=True, slots=True)
class SignalDefinition:
    name: str


def read(reading: Reading, definition: Any) -> SignalDefinition | None:
    """The definition, None if it was refused."""
    if not definition.get("signalRef"):
        reading.refuse("signal_missing", "This element names no signal.", "该元素没有指定信号。", at=definition)
        return None
    signal = reading.referred("signals", "signalRef", at=definition)
    return SignalDefinition(signal.name or signal.id) if signal is not None else None
