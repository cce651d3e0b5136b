"""Documents → ProcessModel: a skeleton of numbered nodes and flows, each element read by its own file, the whole assembled."""

from __future__ import annotations

from typing import Any

from engine.dmn import Decisions
from engine.model.assembly import Assembly
from engine.model.bpmn_elements import local_id
from engine.model.documents import Documents
from engine.model.elements import ELEMENTS, compensate_event_definition, loop_characteristics
from engine.model.findings import Finding, has_errors
from engine.model.process_model import Flow, Node, ProcessModel
from engine.model.reading import Reading, element_name
from engine.model.skeleton import Skeleton
from engine.model.structure import check_structure
from engine.model.texts import Text


def compile_documents(
    documents: Documents,
    content_hash: str,
    form_keys: frozenset[str] = frozenset(),
    decisions: Decisions | None = None,
    *,
    is_published: bool = False,
) -> tuple[ProcessModel | None, list[Finding]]:
    """The model and what was found; None instead of a model if anything was refused."""
    skeleton = Skeleton(documents, form_keys)
    skeleton.reader.decisions = decisions
    skeleton.number_nodes()
    skeleton.join_flows()
    if not is_published:
        check_structure(documents, skeleton.reader, skeleton.reader.process_ids)
    model = Assembly(skeleton, read_nodes(skeleton)).model(content_hash)
    findings = skeleton.reader.findings
    return (None if has_errors(findings) else model), findings


def read_nodes(skeleton: Skeleton) -> list[Node]:
    """Let each element read its own, in document order."""
    owner: dict[str, str] = {}
    nodes: list[Node] = []
    for index, element in enumerate(skeleton.reader.elements):
        scope = skeleton.scopes[skeleton.scope_of[index]]
        reading = Reading(
            reader=skeleton.reader,
            element=element,
            file=scope.file,
            index=index,
            scope=scope.index,
            process=scope.process,
            inner_scope=skeleton.inner_scope.get(index, -1),
            incoming=tuple(skeleton.incoming[index]),
            outgoing=tuple(skeleton.outgoing[index]),
            default=_default(skeleton, scope.file, element, index),
            boundary=tuple(skeleton.boundary[index]),
        )
        _check(reading, owner)
        reading.loop = loop_characteristics.read(reading)
        reading.compensation = compensate_event_definition.handler_of(reading)
        reading.is_for_compensation = compensate_event_definition.check_for_compensation(reading)
        nodes.append(ELEMENTS[element_name(element)](reading))
    return nodes


def _default(skeleton: Skeleton, file: str, element: Any, index: int) -> Flow | None:
    named = local_id(element.get("default"))
    if not named:
        return None
    flow = skeleton.flow_at.get((file, named))
    if flow is None or flow.source != index:
        skeleton.reader.report(
            file,
            element,
            "default_flow_missing",
            "The default flow “{name}” does not leave this element.",
            "默认流“{name}”不是从该元素流出的。",
            name=named,
        )
        return None
    return flow


def _check(reading: Reading, owner: dict[str, str]) -> None:
    """What holds for every node: one id once, and nothing attached that would not be executed."""
    node_id = reading.element.get("id")
    if owner.setdefault(node_id, reading.file) != reading.file and not node_id.startswith("unnamed_"):
        reading.refuse(
            "id_used_twice",
            "The id “{node_id}” stands in {other} too; ids are unique in a deployment.",
            "id“{node_id}”在 {other} 中也出现；同一部署中的 id 必须唯一。",
            node_id=node_id,
            other=owner[node_id],
            hint=Text("Rename one of the two elements.", "请重命名其中一个元素。"),
        )
