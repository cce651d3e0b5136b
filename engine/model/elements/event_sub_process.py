"""Event sub-process: waits beside everything else in its scope, and runs when its start event happens."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.process_model import Node
from engine.model.reading import Reading, bpmn_name


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSubProcess(Node):
    tag = "subProcess"
    waits = True

    inner_scope: int
    start: int  # node of its start event, -1 only in a model that was refused


def read(reading: Reading) -> EventSubProcess:
    starts = [child for child in reading.element if bpmn_name(child) == "startEvent"]
    if len(starts) != 1:
        reading.refuse(
            "event_sub_process_start",
            "An event sub-process needs exactly one start event.",
            "事件子流程必须恰好有一个开始事件。",
        )
    if reading.incoming or reading.outgoing:
        reading.refuse(
            "event_sub_process_flows", "An event sub-process has no flows in or out.", "事件子流程不能有流入或流出的顺序流。"
        )
    start = reading.reader.index_of.get((reading.file, starts[0].get("id")), -1) if starts else -1
    return EventSubProcess(**reading.node(), inner_scope=reading.inner_scope, start=start)
