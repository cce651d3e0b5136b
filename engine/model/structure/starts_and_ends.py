"""Start and end events stand together (BPMN 2.0.2, 10.5.2 and 10.5.3): a level that uses one of them uses the other."""

from __future__ import annotations

from typing import Any

from engine.model.bpmn_elements import local_id
from engine.model.documents import Document
from engine.model.reading import BPMN, Reader, bpmn_name, children, text_of
from engine.model.structure.items import referred
from engine.model.texts import Text


def check(reader: Reader, document: Document, process: Any) -> None:
    for level in (process, *process.iter(BPMN + "subProcess", BPMN + "transaction")):
        _level(reader, document, level)
    flows = list(process.iter(BPMN + "sequenceFlow"))
    left = {local_id(flow.get("sourceRef")) for flow in flows}
    reached = {local_id(flow.get("targetRef")) for flow in flows}
    for event in process.iter(BPMN + "startEvent"):
        if event.get("id") not in left:
            _without_flow(reader, document, event, "A start event needs a flow out.", "开始事件必须有流出的顺序流。")
    for event in process.iter(BPMN + "endEvent"):
        if event.get("id") not in reached:
            _without_flow(reader, document, event, "An end event needs a flow in.", "结束事件必须有流入的顺序流。")
    for flow in flows:
        _listed_by_the_end(reader, document, flow)


def _level(reader: Reader, document: Document, level: Any) -> None:
    """What a message or an event-based gateway instantiates begins without a start event."""
    start, end = next(children(level, "startEvent"), None), next(children(level, "endEvent"), None)
    if end is not None and start is None and not any(child.get("instantiate") in ("true", "1") for child in level):
        reader.report(
            document.file,
            end,
            "end_without_start",
            "There is an end event, but no start event beside it.",
            "有结束事件，但同级没有开始事件。",
            hint=Text(
                "Draw a start event, or leave out the end events of this level.", "请添加开始事件，或去掉这一级的所有结束事件。"
            ),
        )
    if start is not None and end is None:
        reader.report(
            document.file,
            start,
            "start_without_end",
            "There is a start event, but no end event beside it.",
            "有开始事件，但同级没有结束事件。",
            hint=Text("Let each path lead to an end event.", "请让每条路径通向结束事件。"),
        )


def _without_flow(reader: Reader, document: Document, event: Any, en: str, zh: str) -> None:
    reader.report(document.file, event, "event_without_flow", en, zh)


def _listed_by_the_end(reader: Reader, document: Document, flow: Any) -> None:
    """An end event that lists no flow in, beside a node that says it leads there: the file contradicts itself."""
    source, target = referred(document, flow.get("sourceRef")), referred(document, flow.get("targetRef"))
    if source is None or target is None or bpmn_name(target) != "endEvent":
        return
    says = flow.get("id") in {local_id(text_of(each)) for each in children(source, "outgoing")}
    if says and next(children(target, "incoming"), None) is None:
        reader.report(
            document.file,
            target,
            "end_event_lists_no_flow",
            "The end event lists no flow in, but “{source}” lists one that leads here.",
            "结束事件没有列出流入的顺序流，但“{source}”列出了通向此处的顺序流。",
            source=source.get("name") or source.get("id"),
            hint=Text(
                "Save the model again in its editor, or add the incoming element.",
                "请在编辑器中重新保存模型，或补上 incoming 元素。",
            ),
        )
