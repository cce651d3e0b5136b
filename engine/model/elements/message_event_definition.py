"""Message event definition, and the messages of send and receive tasks: what is thrown where, and what is waited for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.model.elements.message_names import unnamed_message
from engine.model.process_model import Value
from engine.model.reading import Reading
from engine.model.schedule import ScheduleError, parse_span

DEFAULT_TIME_TO_LIVE = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class MessageDefinition:
    """`correlation_key`, where given, tells which of the waiting instances is meant."""

    name: str
    correlation_key: Value | None = None
    target_organisation: Value | None = None  # throwing only; None for the instance's own organisation
    time_to_live_seconds: int = DEFAULT_TIME_TO_LIVE


def read(reading: Reading, definition: Any) -> MessageDefinition | None:
    """`definition` is the event definition, or the send or receive task itself. None if it was refused."""
    message = reading.referred("messages", "messageRef", at=definition)
    if message is not None:
        name = message.name or message.id
    else:
        found = unnamed_message(reading, definition) if not definition.get("messageRef") else None
        if found is None:
            return None
        name = found
    return MessageDefinition(
        name,
        reading.value("correlationKey"),
        reading.value("targetOrganisation"),
        _time_to_live(reading),
    )


def _time_to_live(reading: Reading) -> int:
    text = reading.attribute("timeToLive")
    if not text:
        return DEFAULT_TIME_TO_LIVE
    try:
        return int(parse_span(text).longest.total_seconds())
    except ScheduleError as error:
        reading.refuse(
            "time_to_live_unreadable",
            "carelane:timeToLive: {problem}.",
            "carelane:timeToLive 无法读取：{problem}。",
            problem=str(error),
        )
        return DEFAULT_TIME_TO_LIVE
