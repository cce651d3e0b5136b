"""Link event definition: a throw continues at the catch of the same name in its scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.model.reading import Reading, bpmn_name, children
from engine.model.texts import Text


@dataclass(frozen=True, slots=True)
class LinkDefinition:
    name: str
    target: int = -1  # node of the catch event; of a throw event only


def read(reading: Reading, definition: Any) -> LinkDefinition | None:
    """The definition, None if it was refused."""
    name = (definition.get("name") or "").strip()
    if not name:
        reading.refuse("link_without_name", "A link event needs a name.", "链接事件必须有名称。", at=definition)
        return None
    catches = [index for index in reading.reader.links.get(name, ()) if reading.reader.is_beside(index, reading.element)]
    is_throw = bpmn_name(reading.element) == "intermediateThrowEvent"
    if len(catches) != 1:
        reading.refuse(
            "link_target",
            "The link “{name}” has {count} catch events in this process or sub-process; expected one.",
            "链接“{name}”在本流程或子流程中有 {count} 个捕获事件；应恰好有一个。",
            at=definition,
            name=name,
            count=len(catches),
            hint=Text("Draw one link catch event of this name.", "请绘制一个同名的链接捕获事件。"),
        )
        return None
    if not is_throw and not _has_throw(reading, name):
        reading.refuse(
            "link_source",
            "No link throw event named “{name}” leads here.",
            "没有名为“{name}”的链接抛出事件通向此处。",
            at=definition,
            name=name,
        )
    return LinkDefinition(name, catches[0] if is_throw else -1)


def _has_throw(reading: Reading, name: str) -> bool:
    for sibling in children(reading.element.getparent(), "intermediateThrowEvent"):
        if any((each.get("name") or "").strip() == name for each in children(sibling, "linkEventDefinition")):
            return True
    return False
