"""Intermediate throw event: none, message, signal, escalation, compensation, link."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.elements.event_definitions import Definition, read_definition
from engine.model.process_model import Assignment, Node
from engine.model.reading import Reading

ALLOWED = (
    "messageEventDefinition",
    "signalEventDefinition",
    "escalationEventDefinition",
    "compensateEventDefinition",
    "linkEventDefinition",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntermediateThrowEvent(Node):
    tag = "intermediateThrowEvent"

    definition: Definition | None = None
    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()


def read(reading: Reading) -> IntermediateThrowEvent:
    definition = read_definition(reading, "intermediate throw event", ALLOWED)
    return IntermediateThrowEvent(**reading.node(), **reading.mappings(), definition=definition)
