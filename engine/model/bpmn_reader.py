"""SpiffWorkflow's BPMN parser, with what is wrong or missing in it overridden.

One parser a file: its tables are keyed by id alone, so two files with the same message id would silently mix. It indexes trees
that the gate parsed; its recursive `parse_node` is never called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from engine.model.bpmn_elements import BPMN, Lane, local_id, tag
from engine.model.findings import Finding, error
from engine.model.texts import Text

_NEED_ID = (
    "process message signal error escalation correlationProperty dataStore dataObject dataObjectReference"
    " dataStoreReference collaboration participant messageFlow lane callActivity subProcess adHocSubProcess transaction task"
)
_SUFFIXES = ("Task", "Event", "Gateway", "EventDefinition")


class DocumentParser(BpmnParser):
    """The index of one file: processes, messages, errors, signals, escalations, correlations, collaborations, lanes, calls."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file
        self.findings: list[Finding] = []
        self.lanes: dict[str, tuple[Lane, ...]] = {}
        self.duplicate_processes: list[Any] = []

    def add_bpmn_xml(self, bpmn: etree._ElementTree, filename: str | None = None) -> None:
        """Index a tree that came through the gate; a part that cannot be indexed becomes a finding, the rest is read."""
        name_the_nameless(bpmn.getroot())
        parts: tuple[Callable[[Any], None], ...] = (
            self._add_data_stores,
            self._add_diagram_indexes,
            self._add_processes,
            self._add_collaborations,
            self._add_messages,
            self._add_signals,
            self._add_errors,
            self._add_escalations,
            self._add_correlations,
        )
        for part in parts:
            try:
                part(bpmn)
            except ValidationException as problem:
                message = Text("Expected a model that can be indexed: {problem}.", "模型无法建立索引：{problem}。")
                self.findings.append(error("bpmn.index", message, file=self.file, problem=str(problem)[:300]))

    def _add_processes(self, bpmn: Any, filename: str | None = None) -> None:
        for process in bpmn.getroot().iterchildren(tag("process")):
            self._find_dependencies(process)
            if process.get("id") in self.process_parsers:
                self.duplicate_processes.append(process)
                continue
            self.create_parser(process, self.file)

    def _add_data_stores(self, bpmn: Any) -> None:
        # SpiffWorkflow wants a Python class for each data store; ours live in the runtime, so their names are all that is kept.
        for data_store in bpmn.getroot().iterchildren(tag("dataStore")):
            self.data_stores[data_store.get("id")] = data_store.get("name") or data_store.get("id")

    def _add_diagram_indexes(self, bpmn: Any) -> None:
        # Overridden: nested lanes keep their parents, and coordinates that are no numbers do not stop the reading.
        innermost: dict[str, str | None] = {}
        for lane in bpmn.getroot().iter(tag("lane")):
            path = tuple(
                reversed([_lane(lane, self.file), *(_lane(each, self.file) for each in lane.iterancestors(tag("lane")))])
            )
            for reference in lane.iterchildren(tag("flowNodeRef")):
                node_id = local_id(reference.text)
                self.lanes[node_id] = max(self.lanes.get(node_id, ()), path, key=len)
                innermost[node_id] = self.lanes[node_id][-1].name
        key = self._document_key(bpmn)
        self.document_lanes[key] = innermost
        self.document_positions[key] = {}

    def _add_collaborations(self, bpmn: Any) -> None:
        # Overridden: a file may hold several collaborations.
        for collaboration in bpmn.getroot().iterchildren(tag("collaboration")):
            references = [participant.get("processRef") for participant in collaboration.iterchildren(tag("participant"))]
            self.collaborations[collaboration.get("id")] = references


def name_the_nameless(root: etree._Element) -> None:
    """Give an id to what BPMN lets go without one (nodes, messages, definitions): what has none cannot be reported or run."""
    taken = {element.get("id") for element in root.iter() if element.get("id")}
    counts: dict[str, int] = {}
    for element in _nameless(root):
        local = etree.QName(element).localname
        while True:
            counts[local] = counts.get(local, 0) + 1
            candidate = f"unnamed_{local}_{counts[local]}"
            if candidate not in taken:
                break
        element.set("id", candidate)


def _nameless(root: etree._Element) -> Iterator[etree._Element]:
    wanted = frozenset(_NEED_ID.split())
    for element in root.iter(f"{{{BPMN}}}*"):
        if not element.get("id"):
            local = etree.QName(element).localname
            if local in wanted or local.endswith(_SUFFIXES):
                yield element


def _lane(element: etree._Element, file: str) -> Lane:
    return Lane(element.get("id") or "", element.get("name") or "", file, element)
