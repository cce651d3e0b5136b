"""Start event: none, message, timer, signal, condition; in an event sub-process whatever it waits for."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.elements.compensate_event_definition import CompensateDefinition
from engine.model.elements.error_event_definition import ErrorDefinition
from engine.model.elements.event_definitions import Definition, has_definition, read_definition
from engine.model.elements.multiple_event_definition import parts_of
from engine.model.process_model import Assignment, Node
from engine.model.reading import Reading, bpmn_name, is_event_sub_process
from engine.model.texts import Text

ALLOWED = ("messageEventDefinition", "timerEventDefinition", "signalEventDefinition", "conditionalEventDefinition")
ALLOWED_IN_EVENT_SUB_PROCESS = (
    "timerEventDefinition",
    "messageEventDefinition",
    "signalEventDefinition",
    "conditionalEventDefinition",
    "errorEventDefinition",
    "escalationEventDefinition",
    "compensateEventDefinition",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartEvent(Node):
    tag = "startEvent"

    definition: Definition | None = None
    interrupting: bool = True  # of an event sub-process only
    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()


def read(reading: Reading) -> StartEvent:
    definition = _definition(reading)
    if reading.incoming:
        reading.refuse(
            "start_event_with_incoming_flow",
            "A start event cannot have incoming flows.",
            "开始事件不能有流入的顺序流。",
            hint=Text("Draw the flow to the first activity instead.", "请将顺序流连到第一个活动。"),
        )
    interrupting = reading.element.get("isInterrupting") not in ("false", "0")
    always = [each for each in parts_of(definition) if isinstance(each, ErrorDefinition | CompensateDefinition)]
    if always and not interrupting:
        reading.refuse(
            "error_start_not_interrupting",
            "An error or compensation start event always interrupts.",
            "错误或补偿开始事件总是中断型的。",
        )
    return StartEvent(**reading.node(), **reading.mappings(), definition=definition, interrupting=interrupting)


def _definition(reading: Reading) -> Definition | None:
    holder = reading.element.getparent()
    if bpmn_name(holder) == "process":
        return read_definition(reading, "start event", ALLOWED)
    if not is_event_sub_process(holder):
        return read_definition(reading, "start event of a sub-process", ())
    if not has_definition(reading):
        reading.refuse(
            "event_sub_process_without_event",
            "The start event of an event sub-process needs something to wait for.",
            "事件子流程的开始事件必须指定等待的事件。",
        )
    return read_definition(reading, "start event of an event sub-process", ALLOWED_IN_EVENT_SUB_PROCESS)
