"""Boundary event: timer, message, signal, condition, error or escalation on an activity; interrupting or not."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.elements.event_definitions import Definition, has_definition, read_definition
from engine.model.process_model import Assignment, Node
from engine.model.reading import Reading
from engine.model.texts import Text

ALLOWED = (
    "timerEventDefinition",
    "messageEventDefinition",
    "signalEventDefinition",
    "conditionalEventDefinition",
    "errorEventDefinition",
    "escalationEventDefinition",
    "compensateEventDefinition",
    "cancelEventDefinition",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryEvent(Node):
    tag = "boundaryEvent"

    attached_to: int  # node index, -1 only in a model that was refused
    definition: Definition | None = None  # None only in a model that was refused
    interrupting: bool = True
    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()


def read(reading: Reading) -> BoundaryEvent:
    definition = read_definition(reading, "boundary event", ALLOWED)
    if not has_definition(reading):
        reading.refuse(
            "boundary_event_without_definition",
            "A boundary event needs something to wait for.",
            "边界事件必须指定等待的事件。",
            hint=Text("Add a timer, message or error event definition.", "请添加定时器、消息或错误事件定义。"),
        )
    if reading.incoming:
        reading.refuse(
            "boundary_event_with_incoming_flow", "A boundary event cannot have incoming flows.", "边界事件不能有流入的顺序流。"
        )
    interrupting = reading.element.get("cancelActivity") not in ("false", "0")
    if not interrupting and reading.element.find("{*}errorEventDefinition") is not None:
        reading.refuse(
            "error_boundary_not_interrupting",
            "An error boundary event always interrupts.",
            "错误边界事件总是中断型的。",
            hint=Text('Remove cancelActivity="false".', '请去掉 cancelActivity="false"。'),
        )
    return BoundaryEvent(
        **reading.node(),
        **reading.mappings(),
        attached_to=reading.attached_to(),
        definition=definition,
        interrupting=interrupting,
    )
