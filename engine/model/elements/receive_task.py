"""Receive task: waits for a message."""

from __future__ import annotations

from dataclasses import dataclass

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
    return ReceiveTask(**reading.activity(), definition=definition, instantiate=instantiate)
