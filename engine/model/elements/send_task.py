"""Send task: sends a message and goes on."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.elements import message_event_definition
from engine.model.elements.message_event_definition import MessageDefinition
from engine.model.process_model import Activity
from engine.model.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class SendTask(Activity):
    tag = "sendTask"

    definition: MessageDefinition | None = None  # None only in a model that was refused


def read(reading: Reading) -> SendTask:
    return SendTask(**reading.activity(), definition=message_event_definition.read(reading, reading.element))
