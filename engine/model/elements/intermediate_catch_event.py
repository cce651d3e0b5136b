"""Intermediate catch event: timer, message, signal, condition, link."""

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
    "linkEventDefinition",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntermediateCatchEvent(Node):
    tag = "intermediateCatchEvent"
    waits = True

    definition: Definition | None = None  # None only in a model that was refused
    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()


def read(reading: Reading) -> IntermediateCatchEvent:
    definition = read_definition(reading, "intermediate catch event", ALLOWED)
    if not has_definition(reading):
        reading.refuse(
            "catch_event_without_definition",
            "An intermediate catch event needs something to wait for.",
            "中间捕获事件必须指定等待的事件。",
            hint=Text("Add a timer or message event definition.", "请添加定时器或消息事件定义。"),
        )
    return IntermediateCatchEvent(**reading.node(), **reading.mappings(), definition=definition)
