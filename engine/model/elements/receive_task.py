"""Receive task: waits for a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.model.elements import message_event_definition
from engine.model.elements.message_event_definition import MessageDefinition
from engine.model.process_model import Activity
from engine.model.reading import Reading, bpmn_name
from engine.model.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveTask(Activity):
    tag = "receiveTask"
    waits = True

    definition: MessageDefinition | None = None  # None only in a model that was refused
    instantiate: bool = False  # its message starts the process


def read(reading: Reading) -> ReceiveTask:
    instantiate = reading.element.get("instantiate") in ("true", "1")
    if instantiate and (reading.incoming or bpmn_name(reading.element.getparent()) != "process"):
        reading.refuse(
            "instantiate_inside",
            "An instantiating receive task stands at the beginning of a process: it has no flow in and lies in no sub-process.",
            "可实例化的接收任务位于流程开头：没有流入的顺序流，也不在子流程内。",
            hint=Text("Remove instantiate, or its flows in.", "请去掉 instantiate，或去掉流入的顺序流。"),
        )
    definition = message_event_definition.read(reading, reading.element)
    activity = reading.activity()
    _check_once(reading, activity, instantiate=instantiate)
    return ReceiveTask(**activity, definition=definition, instantiate=instantiate)


def _check_once(reading: Reading, activity: dict[str, Any], *, instantiate: bool) -> None:
    """Its message has come by the time a token is here: it cannot be waited for again, several times or with more tokens."""
    is_behind = any(bpmn_name(reading.reader.elements[flow.source]) == "eventBasedGateway" for flow in reading.incoming)
    if (instantiate or is_behind) and (activity["loop"] is not None or activity["start_quantity"] > 1):
        reading.refuse(
            "receive_task_repeats",
            "A receive task that starts a process, or stands behind an event-based gateway, takes one message: it cannot repeat.",
            "用于启动流程或位于事件网关之后的接收任务只接收一条消息：不能循环。",
            hint=Text("Put the loop into a sub-process behind it.", "请将循环放入其后的子流程。"),
        )
