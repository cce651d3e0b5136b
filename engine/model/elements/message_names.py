"""Which message is meant where an element names none: what its operation or its message flow carries, of a task its own."""

from __future__ import annotations

from typing import Any

from engine.model.bpmn_elements import MessageFlow, local_id
from engine.model.reading import Reading, bpmn_name, children, text_of
from engine.model.texts import Text

TASKS = ("sendTask", "receiveTask")
_HINT = Text("Declare a bpmn:message and refer to it with messageRef.", "请声明 bpmn:message，并用 messageRef 引用。")


def unnamed_message(reading: Reading, definition: Any) -> str | None:
    """The name, told as a warning; None after a refusal.

    An event of an executable process must be given its message (BPMN 2.0.2, table 10.99), by its operation or its message flow at
    least; of a send or receive task it is optional (tables 10.9 and 10.10).
    """
    name = _of_operation(reading, definition)
    flows = [] if name else _flows(reading)
    if len(flows) == 1:
        name = _of_flow(reading, flows[0])
    if not name and bpmn_name(definition) in TASKS:
        name = reading.element.get("id")
    if not name:
        reading.refuse("message_missing", "This element names no message.", "该元素没有指定消息。", at=definition, hint=_HINT)
        return None
    reading.warn(
        "message_named_by_place",
        "This element names no message: “{name}” is sent or waited for, after its message flow or its id.",
        "该元素没有指定消息：按其消息流或 id，以“{name}”发送或等待。",
        at=definition,
        hint=_HINT,
        name=name,
    )
    return name


def _is_catch(element: Any) -> bool:
    return bpmn_name(element) in ("startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask")


def _of_operation(reading: Reading, definition: Any) -> str:
    named = definition.get("operationRef") or next((text_of(each) for each in children(definition, "operationRef")), "")
    operation = reading.reader.by_id(reading.file, named)
    if operation is None:
        return ""
    message = reading.reader.by_id(reading.file, next((text_of(each) for each in children(operation, "inMessageRef")), ""))
    return str(message.get("name") or message.get("id")) if message is not None else ""


def _flows(reading: Reading) -> list[MessageFlow]:
    """Message flows that begin here, of what sends, or end here, of what receives."""
    document, own = reading.reader.documents.document(reading.file), reading.element.get("id")
    drawn = (flow for group in document.collaborations for flow in group.message_flows)
    return [flow for flow in drawn if own == (flow.target_ref if _is_catch(reading.element) else flow.source_ref)]


def _of_flow(reading: Reading, flow: MessageFlow) -> str:
    """The message of the flow, or of the element at its other end; else the flow's own name, so that both ends agree."""
    ends = [reading.reader.by_id(reading.file, each) for each in (flow.source_ref, flow.target_ref)]
    named = [flow.message_ref]
    for end in (each for each in ends if each is not None):
        named += [local_id(each.get("messageRef")) for each in (end, *children(end, "messageEventDefinition"))]
    for reference in filter(None, named):
        message = reading.reader.by_id(reading.file, reference)
        if message is not None and bpmn_name(message) == "message":
            return str(message.get("name") or message.get("id"))
    return flow.name or flow.id
