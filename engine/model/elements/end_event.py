"""End event: none, message, signal, error, escalation, compensation, terminate."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.elements.event_definitions import Definition, read_definition
from engine.model.process_model import Assignment, Node
from engine.model.reading import Reading
from engine.model.texts import Text

ALLOWED = (
    "messageEventDefinition",
    "signalEventDefinition",
    "errorEventDefinition",
    "escalationEventDefinition",
    "compensateEventDefinition",
    "cancelEventDefinition",
    "terminateEventDefinition",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndEvent(Node):
    tag = "endEvent"

    definition: Definition | None = None
    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()


def read(reading: Reading) -> EndEvent:
    definition = read_definition(reading, "end event", ALLOWED)
    if reading.outgoing:
        reading.refuse(
            "end_event_with_outgoing_flow",
            "An end event cannot have outgoing flows.",
            "结束事件不能有流出的顺序流。",
            hint=Text("Use an intermediate throw event instead.", "请改用中间抛出事件。"),
        )
    return EndEvent(**reading.node(), **reading.mappings(), definition=definition)
