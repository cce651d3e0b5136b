"""Signal event definition: a name that everybody who waits for it hears."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.model.reading import Reading
from engine.model.texts import Text


@dataclass(frozen=True, slots=True)
class SignalDefinition:
    name: str


def read(reading: Reading, definition: Any) -> SignalDefinition | None:
    """The definition, None if it was refused."""
    if not definition.get("signalRef"):
        return _named_by_its_event(reading, definition)
    signal = reading.referred("signals", "signalRef", at=definition)
    return SignalDefinition(signal.name or signal.id) if signal is not None else None


def _named_by_its_event(reading: Reading, definition: Any) -> SignalDefinition | None:
    """`signalRef` is optional (BPMN 2.0.2, 10.5.5): what readers of the drawing see is the name of the event."""
    name = (reading.element.get("name") or "").strip()
    if not name:
        reading.refuse("signal_missing", "This element names no signal.", "该元素没有指定信号。", at=definition)
        return None
    reading.warn(
        "signal_named_by_event",
        "This element refers to no signal: “{name}”, the name of the event, is taken for it.",
        "该元素没有引用信号：以事件名称“{name}”作为信号。",
        at=definition,
        hint=Text("Declare a bpmn:signal and refer to it with signalRef.", "请声明 bpmn:signal，并用 signalRef 引用。"),
        name=name,
    )
    return SignalDefinition(name)
