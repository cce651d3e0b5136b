"""The skeleton of a deployment: its scopes, nodes and flows, numbered in document order, before any element is read.

Iterative: ten thousand nodes in a row, or a hundred sub-processes inside each other, must not recurse.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from engine.model.bpmn_elements import ProcessElement, local_id
from engine.model.documents import Documents
from engine.model.elements import ELEMENTS
from engine.model.process_model import Flow
from engine.model.reading import BPMN, Reader, bpmn_name, children, names_of, text_of
from engine.model.texts import Text

CONTAINERS = ("process", "subProcess", "transaction", "adHocSubProcess")
# What may stand in a process or sub-process beside flow nodes. Data is held in variables; these carry no token.
NOT_NODES = frozenset(
    {
        *("documentation", "extensionElements", "laneSet", "sequenceFlow", "incoming", "outgoing", "auditing", "monitoring"),
        *("association", "group", "textAnnotation", "correlationSubscription", "supportedInterfaceRef", "ioBinding"),
        *("property", "dataObject", "dataObjectReference", "dataStoreReference", "ioSpecification"),
        *("dataInputAssociation", "dataOutputAssociation", "completionCondition"),
        *("resourceRole", "performer", "humanPerformer", "potentialOwner"),
        *("multiInstanceLoopCharacteristics", "standardLoopCharacteristics"),
    }
)
CONDITION_LANGUAGES = ("", "feel", "http://www.omg.org/spec/feel/20140401", "https://www.omg.org/spec/dmn/20191111/feel/")


@dataclass
class OpenScope:
    """A scope while its nodes are being numbered."""

    index: int
    element: Any
    file: str
    node: int
    process: int
    parent: int
    nodes: list[int] = field(default_factory=list)
    flows: list[Any] = field(default_factory=list)


class Skeleton:
    """What `number_nodes` and `join_flows` find."""

    def __init__(self, documents: Documents, form_keys: frozenset[str]) -> None:
        self.processes = [
            process for process in sorted(documents.processes, key=lambda each: each.file) if process.is_executable is not False
        ]
        called = {local_id(each.get("calledElement")) for each in _call_activities(self.processes)}
        self.processes += [task for task in documents.global_tasks if task.id in called]
        self.reader = Reader(documents, frozenset(process.id for process in self.processes), form_keys)
        self.scopes: list[OpenScope] = []
        self.scope_of: list[int] = []  # of each node
        self.inner_scope: dict[int, int] = {}  # sub-process node → the scope it opens
        self.flows: list[Flow] = []
        self.flow_at: dict[tuple[str, str], Flow] = {}
        self.incoming: defaultdict[int, list[Flow]] = defaultdict(list)
        self.outgoing: defaultdict[int, list[Flow]] = defaultdict(list)
        self.boundary: defaultdict[int, list[int]] = defaultdict(list)
        for process in documents.processes:
            if process.is_executable is False:
                self.reader.report(
                    process.file,
                    process.element,
                    "process_not_executable",
                    'The process is marked isExecutable="false": it is kept as a drawing and cannot be started.',
                    '流程标记为 isExecutable="false"：仅作为图保留，不能启动。',
                    severity="info",
                )
        if not self.processes and documents.processes:
            first = documents.processes[0]
            self.reader.report(
                first.file,
                first.element,
                "no_executable_process",
                "No process of the deployment is executable.",
                "部署中没有可执行的流程。",
                hint=Text('Set isExecutable="true" on the process.', '请在流程上设置 isExecutable="true"。'),
            )

    # Numbering -------------------------------------------------------------------------------------------------------

    def number_nodes(self) -> None:
        """One walk in document order: scopes, flow nodes and sequence flows; what is neither known nor harmless is refused."""
        for number, process in enumerate(self.processes):
            if process.is_global_task:
                self._number(process.element, self._open_scope(process.element, process.file, -1, number, -1))
                continue
            scope_at = {process.element: self._open_scope(process.element, process.file, -1, number, -1)}
            for element in process.element.iterdescendants():
                scope = scope_at.get(element.getparent())
                name = bpmn_name(element)
                if scope is None or not name:
                    continue
                if name == "association":
                    source, target = local_id(element.get("sourceRef")), local_id(element.get("targetRef"))
                    self.reader.associations[process.file, source] = target
                elif name == "sequenceFlow":
                    scope.flows.append(element)
                elif name in ELEMENTS:
                    index = self._number(element, scope)
                    if name in CONTAINERS:
                        scope_at[element] = self._open_scope(element, process.file, index, number, scope.index)
                        self.inner_scope[index] = scope_at[element].index
                elif name not in NOT_NODES:
                    self._refuse_unknown(process.file, element, name)

    def _open_scope(self, element: Any, file: str, node: int, process: int, parent: int) -> OpenScope:
        scope = OpenScope(len(self.scopes), element, file, node, process, parent)
        self.scopes.append(scope)
        return scope

    def _number(self, element: Any, scope: OpenScope) -> int:
        index = len(self.reader.elements)
        self.reader.elements.append(element)
        self.scope_of.append(scope.index)
        scope.nodes.append(index)
        self.reader.index_of.setdefault((scope.file, element.get("id")), index)
        if bpmn_name(element) == "intermediateCatchEvent":
            for link in children(element, "linkEventDefinition"):
                self.reader.links.setdefault((link.get("name") or "").strip(), []).append(index)
        attached = local_id(element.get("attachedToRef"))
        if attached:
            self.reader.attached[index] = attached
        return index

    def _refuse_unknown(self, file: str, element: Any, name: str) -> None:
        self.reader.report(
            file,
            element,
            "unsupported_element",
            "{name} is not supported.",
            "不支持 {name}。",
            hint=Text(
                "Model it with supported elements: see docs/bpmn-coverage.md.", "请改用受支持的元素，参见 docs/bpmn-coverage.md。"
            ),
            name=name,
        )

    def join_flows(self) -> None:
        for index, attached in self.reader.attached.items():
            target = self.reader.index_of.get((self.file_of(index), attached))
            if target is not None and self.scope_of[target] == self.scope_of[index]:
                self.boundary[target].append(index)
        for scope in self.scopes:
            for element in scope.flows:
                self._join_flow(scope, element)

    def _join_flow(self, scope: OpenScope, element: Any) -> None:
        ends = []
        for attribute in ("sourceRef", "targetRef"):
            name = local_id(element.get(attribute))
            index = self.reader.index_of.get((scope.file, name))
            if index is None or self.scope_of[index] != scope.index:
                self.reader.report(
                    scope.file,
                    element,
                    "flow_end_missing",
                    "{attribute} of the sequence flow names “{name}”, which is no flow node of the same process or sub-process.",
                    "顺序流的 {attribute} 引用的“{name}”不是同一流程或子流程中的节点。",
                    attribute=attribute,
                    name=name,
                )
                return
            ends.append(index)
        source, target = ends
        flow_id = element.get("id") or self._flow_id(scope.file, element)
        condition = self._condition(scope.file, element)
        flow = Flow(len(self.flows), flow_id, source, target, condition, names_of(element))
        self.flows.append(flow)
        self.flow_at[scope.file, flow_id] = flow
        self.outgoing[source].append(flow)
        self.incoming[target].append(flow)

    def _flow_id(self, file: str, element: Any) -> str:
        name = candidate = f"{local_id(element.get('sourceRef'))}->{local_id(element.get('targetRef'))}"
        number = 1
        while (file, candidate) in self.flow_at:
            number += 1
            candidate = f"{name}#{number}"
        return candidate

    def _condition(self, file: str, element: Any) -> Any:
        condition = next(children(element, "conditionExpression"), None)
        if condition is None or not text_of(condition):
            return None
        language = (condition.get("language") or "").strip()
        if language.lower() not in CONDITION_LANGUAGES:
            self.reader.report(
                file,
                condition,
                "condition_language",
                "The condition is written in {language}; only FEEL is executed.",
                "条件使用的语言是 {language}；只执行 FEEL。",
                language=language,
                hint=Text("Write the condition in FEEL.", "请用 FEEL 编写条件。"),
            )
            return None
        return self.reader.expression(file, condition, text_of(condition))

    def file_of(self, index: int) -> str:
        return self.scopes[self.scope_of[index]].file


def _call_activities(processes: list[ProcessElement]) -> Iterator[Any]:
    for process in processes:
        yield from process.element.iter(BPMN + "callActivity")
