"""Parts of a document that stand beside its processes: collaborations, correlation, call dependencies."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from engine.model.bpmn_elements import (
    CallDependency,
    Collaboration,
    CorrelationProperty,
    MessageFlow,
    Participant,
    local_id,
    tag,
)
from engine.model.bpmn_reader import DocumentParser


def collaboration(element: etree._Element, file: str) -> Collaboration:
    participants = tuple(
        Participant(each.get("id"), each.get("name") or "", file, each, local_id(each.get("processRef")))
        for each in element.iterchildren(tag("participant"))
    )
    flows = tuple(
        MessageFlow(
            each.get("id"),
            each.get("name") or "",
            file,
            each,
            local_id(each.get("sourceRef")),
            local_id(each.get("targetRef")),
            local_id(each.get("messageRef")),
        )
        for each in element.iterchildren(tag("messageFlow"))
    )
    return Collaboration(element.get("id"), element.get("name") or "", file, element, participants, flows)


def correlation_properties(
    parser: DocumentParser, by_id: Mapping[str, etree._Element], file: str
) -> tuple[CorrelationProperty, ...]:
    found = []
    keys: dict[str, dict[str, None]] = {}
    for used in parser.message_correlations.values():
        for each in used:
            keys.setdefault(each.name, {}).update(dict.fromkeys(key for key in each.correlation_keys if key))
    for identity, entry in parser.correlations.items():
        retrievals = tuple((local_id(each["messageRef"]), each["expression"] or "") for each in entry["retrieval_expressions"])
        found.append(
            CorrelationProperty(identity, entry["name"] or "", file, by_id[identity], retrievals, tuple(keys.get(identity, ())))
        )
    return tuple(found)


def calls(root: etree._Element, file: str) -> tuple[CallDependency, ...]:
    found = []
    for element in root.iter(tag("callActivity")):
        process = next(element.iterancestors(tag("process")), None)
        called = local_id(element.get("calledElement"))
        owner = process.get("id") if process is not None else ""
        found.append(CallDependency(element.get("id"), element.get("name") or "", file, element, called, owner))
    return tuple(found)
