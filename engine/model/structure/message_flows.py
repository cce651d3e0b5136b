"""Message flows: between pools, from what sends to what receives."""

from __future__ import annotations

from typing import Any

from engine.model.documents import Document
from engine.model.reading import BPMN, Reader, bpmn_name, children
from engine.model.structure.items import referred

ENDS = ("participant", "callActivity", "subProcess", "transaction", "adHocSubProcess")


def check(reader: Reader, document: Document) -> None:
    pool_of = {each.process_ref: each.id for group in document.collaborations for each in group.participants if each.process_ref}
    for collaboration in document.collaborations:
        for flow in collaboration.message_flows:
            source, target = referred(document, flow.source_ref), referred(document, flow.target_ref)
            if source is None or target is None:
                continue
            for end in (source, target):
                if not _may_be_end(end):
                    _report(
                        reader,
                        document,
                        flow.element,
                        "message_flow_end",
                        "A message flow joins pools, activities and message events; “{name}” is none of them.",
                        "消息流连接的是池、活动或消息事件；“{name}”都不是。",
                        name=end.get("id"),
                    )
            _events(reader, document, flow.element, source, target)
            if _pool(pool_of, source) and _pool(pool_of, source) == _pool(pool_of, target):
                _report(
                    reader,
                    document,
                    flow.element,
                    "message_flow_in_pool",
                    "A message flow joins two pools; both its ends lie in the same one.",
                    "消息流应连接两个池；其两端位于同一个池。",
                )


def _may_be_end(element: Any) -> bool:
    name = bpmn_name(element)
    return name in ENDS or (name.endswith(("Task", "Event")) and name != "choreographyTask") or name == "task"


def _events(reader: Reader, document: Document, flow: Any, source: Any, target: Any) -> None:
    for end, kinds in ((source, ("endEvent", "intermediateThrowEvent")), (target, ("startEvent", "intermediateCatchEvent"))):
        if bpmn_name(end) in kinds and not _has_message(document, end):
            _report(
                reader,
                document,
                flow,
                "message_flow_event",
                "The message flow ends at “{name}”, an event that is about no message.",
                "消息流连接到“{name}”，而该事件与消息无关。",
                name=end.get("name") or end.get("id"),
            )


def _has_message(document: Document, event: Any) -> bool:
    if next(children(event, "messageEventDefinition"), None) is not None:
        return True
    references = (referred(document, each.text) for each in children(event, "eventDefinitionRef"))
    return any(each is not None and bpmn_name(each) == "messageEventDefinition" for each in references)


def _pool(pool_of: dict[str, str], element: Any) -> str:
    if bpmn_name(element) == "participant":
        return str(element.get("id"))
    process = next(element.iterancestors(BPMN + "process"), None)
    return pool_of.get(process.get("id"), "") if process is not None else ""


def _report(reader: Reader, document: Document, at: Any, rule: str, en: str, zh: str, **params: Any) -> None:
    reader.report(document.file, at, rule, en, zh, **params)
