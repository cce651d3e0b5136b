"""What holds for any element: media types, references to event definitions, flows that nodes and lines agree on."""

from __future__ import annotations

import re
from typing import Any

from engine.model.bpmn_elements import local_id
from engine.model.documents import Document
from engine.model.reading import BPMN, Reader, bpmn_name, children, text_of
from engine.model.structure.items import referred

_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(\s*;.*)?")


def check(reader: Reader, document: Document, process: Any) -> None:
    for element in process.iter(BPMN + "documentation"):
        kind = element.get("textFormat", "text/plain")
        if not _MEDIA_TYPE.fullmatch(kind.strip()):
            reader.report(
                document.file,
                element,
                "media_type",
                "textFormat is “{kind}”; expected a media type such as text/plain.",
                "textFormat 的值是“{kind}”；应为媒体类型，例如 text/plain。",
                kind=kind[:80],
            )
    for reference in process.iter(BPMN + "eventDefinitionRef"):
        target = referred(document, reference.text)
        if target is not None and bpmn_name(target.getparent()) != "definitions":
            reader.report(
                document.file,
                reference,
                "event_definition_not_shared",
                "eventDefinitionRef names “{name}”, which belongs to another event; a shared one stands under definitions.",
                "eventDefinitionRef 引用的“{name}”属于另一个事件；可共用的定义应位于 definitions 下。",
                name=target.get("id"),
            )
    for path in (*process.iter(BPMN + "dataPath"), *document.root.iter(BPMN + "messagePath")):
        if not text_of(path):
            reader.report(
                document.file,
                path,
                "correlation_path_empty",
                "{name} is empty: nothing says which value tells the instances apart.",
                "{name} 为空：未说明用哪个值区分实例。",
                name=bpmn_name(path),
            )
    _listed_flows(reader, document, process)


def _listed_flows(reader: Reader, document: Document, process: Any) -> None:
    """Nodes list their flows too; we follow the flows, so a list that forgets one is only remarked on."""
    flows = [each for each in process.iter(BPMN + "sequenceFlow") if each.get("id")]
    for flow in flows:
        ends = (("sourceRef", "outgoing"), ("targetRef", "incoming"))
        listed = []
        for attribute, name in ends:
            node = referred(document, flow.get(attribute))
            found = {local_id(text_of(each)) for each in children(node, name)} if node is not None else set()
            listed.append(flow.get("id") in found)
        if listed[0] != listed[1]:
            reader.report(
                document.file,
                flow,
                "flow_listed_at_one_end",
                "Only one end of the flow lists it among its incoming or outgoing flows.",
                "只有一端的节点在 incoming 或 outgoing 中列出了该顺序流。",
                severity="warning",
            )
