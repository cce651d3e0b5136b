"""Compensation: undoing what was completed. A boundary event binds a handler to an activity; a throw runs the handlers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.model.bpmn_elements import local_id
from engine.model.reading import Reading, bpmn_name


@dataclass(frozen=True, slots=True)
class CompensateDefinition:
    activity: int = -1  # of a throw: the node to compensate, -1 for everything completed in the scope
    waits: bool = True  # the throw goes on when every handler is done, else at once


def read(reading: Reading, definition: Any) -> CompensateDefinition | None:
    """The definition, None if it was refused."""
    if bpmn_name(reading.element) == "boundaryEvent":
        _check_handler(reading)
        return CompensateDefinition()
    waits = definition.get("waitForCompletion") not in ("false", "0")
    named = local_id(definition.get("activityRef"))
    if not named:
        return CompensateDefinition(-1, waits)
    index = reading.reader.index_of.get((reading.file, named))
    if index is None:
        reading.refuse(
            "unknown_activity",
            "activityRef names “{name}”, which is no activity of this file.",
            "activityRef 引用的“{name}”不是本文件中的活动。",
            at=definition,
            name=named,
        )
        return None
    return CompensateDefinition(index, waits)


def handler_of(reading: Reading) -> int:
    """The compensation handler of an activity, -1 for none."""
    for index in reading.boundary:
        event = reading.reader.elements[index]
        if any(bpmn_name(child) == "compensateEventDefinition" for child in event):
            target = reading.reader.associations.get((reading.file, event.get("id")), "")
            return reading.reader.index_of.get((reading.file, target), -1)
    return -1


def _check_handler(reading: Reading) -> None:
    target = reading.reader.associations.get((reading.file, reading.element.get("id")), "")
    index = reading.reader.index_of.get((reading.file, target), -1)
    handler = reading.reader.elements[index] if index >= 0 else None
    if handler is None or handler.get("isForCompensation") not in ("true", "1"):
        reading.refuse(
            "compensation_handler",
            'A compensation boundary event needs an association to an activity with isForCompensation="true".',
            '补偿边界事件必须通过关联连到 isForCompensation="true" 的活动。',
        )
    if reading.outgoing:
        reading.refuse(
            "compensation_flow",
            "A compensation boundary event has no flows out: its handler is bound by an association.",
            "补偿边界事件没有流出的顺序流：处理活动通过关联绑定。",
        )


def check_for_compensation(reading: Reading) -> bool:
    """Whether the activity is a handler; what a handler cannot have is refused."""
    if reading.element.get("isForCompensation") not in ("true", "1"):
        return False
    if reading.incoming or reading.outgoing or reading.loop is not None:
        reading.refuse(
            "compensation_handler_flows",
            "A compensation handler has no flows and no loop.",
            "补偿处理活动不能有顺序流或循环。",
        )
    return True
