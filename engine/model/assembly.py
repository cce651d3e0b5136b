"""Skeleton and nodes → the finished model: where scopes start, what lies before joins, what a process says about itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.model.bpmn_elements import ProcessElement, local_id
from engine.model.data_moves import declared_in
from engine.model.elements.boundary_event import BoundaryEvent
from engine.model.elements.compensate_event_definition import CompensateDefinition
from engine.model.elements.complex_gateway import ComplexGateway
from engine.model.elements.conditional_event_definition import ConditionalDefinition
from engine.model.elements.event_based_gateway import EventBasedGateway
from engine.model.elements.event_sub_process import EventSubProcess
from engine.model.elements.inclusive_gateway import InclusiveGateway
from engine.model.elements.intermediate_catch_event import IntermediateCatchEvent
from engine.model.elements.link_event_definition import LinkDefinition
from engine.model.elements.message_event_definition import MessageDefinition
from engine.model.elements.multiple_event_definition import parts_of
from engine.model.elements.receive_task import ReceiveTask
from engine.model.elements.signal_event_definition import SignalDefinition
from engine.model.elements.start_event import StartEvent
from engine.model.elements.timer_event_definition import TimerDefinition, is_zone
from engine.model.process_model import Activity, Lane, Node, Process, ProcessModel, Scope
from engine.model.reachability import nodes_before, throws_of
from engine.model.reading import BPMN, CARELANE, Reading, comma_list, documentation_of, names_of, text_of
from engine.model.skeleton import OpenScope, Skeleton
from engine.model.texts import Text


class Assembly:
    """Joins the nodes that were read to the skeleton that they were read from."""

    def __init__(self, skeleton: Skeleton, nodes: Sequence[Node]) -> None:
        self.skeleton = skeleton
        self.reader = skeleton.reader
        self.nodes = nodes

    def model(self, content_hash: str) -> ProcessModel:
        throws = throws_of(self.nodes)
        upstream = {
            node.index: nodes_before(node, self.nodes, throws)
            for node in self.nodes
            if isinstance(node, InclusiveGateway | ComplexGateway) and len(node.incoming) > 1
        }
        scopes = tuple(self._scope(scope, upstream) for scope in self.skeleton.scopes)
        return ProcessModel(
            content_hash=content_hash,
            nodes=tuple(self.nodes),
            flows=tuple(self.skeleton.flows),
            scopes=scopes,
            processes=tuple(self._process(process, number) for number, process in enumerate(self.skeleton.processes)),
            upstream=upstream,
        )

    def _scope(self, scope: OpenScope, upstream: dict[int, tuple[int, ...]]) -> Scope:
        nodes = [self.nodes[index] for index in scope.nodes]
        start_events = [node for node in nodes if isinstance(node, StartEvent)]
        starts = tuple(node.index for node in start_events if node.definition is None)
        if not start_events:  # BPMN 2.0.2, 13.2: without start event, every node without incoming flow starts
            starts = tuple(node.index for node in nodes if not node.incoming and _starts_by_itself(node))
            if not nodes and scope.node < 0:
                self.reader.report(
                    scope.file,
                    scope.element,
                    "process_empty",
                    "The process has no flow nodes: there is nothing to execute.",
                    "流程没有任何节点，无可执行内容。",
                )
            if nodes and not starts and not _entries(nodes):
                self.reader.report(
                    scope.file,
                    scope.element,
                    "nothing_starts",
                    "Nothing here can start: every element has an incoming flow.",
                    "没有可以开始的元素：所有元素都有流入的顺序流。",
                    hint=Text("Add a start event.", "请添加开始事件。"),
                )
        elif scope.node >= 0 and len(start_events) > 1:
            self.reader.report(
                scope.file,
                scope.element,
                "several_inner_starts",
                "A sub-process has one start event at most.",
                "子流程最多只能有一个开始事件。",
            )
        joins = tuple(index for index in scope.nodes if index in upstream)
        beside = tuple(node.index for node in nodes if isinstance(node, EventSubProcess))
        own = declared_in(scope.element) if scope.node >= 0 else ()
        undone_by = next((index for index in beside if self._starts_on_compensation(index)), -1)
        return Scope(
            scope.index, scope.node, scope.process, scope.parent, tuple(scope.nodes), starts, beside, joins, own, undone_by
        )

    def _starts_on_compensation(self, index: int) -> bool:
        node = self.nodes[index]
        start = self.nodes[node.start] if isinstance(node, EventSubProcess) and node.start >= 0 else None
        definitions = parts_of(start.definition) if isinstance(start, StartEvent) else ()
        return any(isinstance(each, CompensateDefinition) for each in definitions)

    def _process(self, process: ProcessElement, number: int) -> Process:
        scope = next(scope for scope in self.skeleton.scopes if scope.process == number and scope.node < 0)
        element, file = process.element, process.file
        zone = (element.get(CARELANE + "zone") or "").strip()
        holder = Reading(self.reader, element, file, -1, scope.index, number, -1, (), (), None, ())
        entries = _entries([self.nodes[index] for index in scope.nodes])
        starts = [self.nodes[index] for index in scope.nodes if isinstance(self.nodes[index], StartEvent)]
        mine = [node for node in self.nodes if node.process == number]
        return Process(
            index=number,
            id=process.id,
            name=names_of(element),
            scope=scope.index,
            file=file,
            line=process.line,
            documentation=documentation_of(element),
            starter_groups=comma_list(element.get(CARELANE + "starterGroups")),
            cancel_groups=comma_list(element.get(CARELANE + "cancelGroups")),
            organisations=comma_list(element.get(CARELANE + "organisations")),
            zone=zone if not zone or is_zone(holder, element, zone) else "",
            lanes=_lanes(element),
            start_events=tuple(node.id for node in starts if isinstance(node, StartEvent) and node.definition is None),
            message_starts=_named_starts(entries, MessageDefinition),
            signal_starts=_named_starts(entries, SignalDefinition),
            timer_starts=_numbered_starts(entries, TimerDefinition),
            conditional_starts=_numbered_starts(entries, ConditionalDefinition),
            is_global_task=process.is_global_task,
            node_ids=frozenset(node.id for node in mine),
        )


def _starts_by_itself(node: Node) -> bool:
    if isinstance(node, IntermediateCatchEvent) and isinstance(node.definition, LinkDefinition):
        return False
    if isinstance(node, Activity) and node.is_for_compensation:
        return False
    if isinstance(node, ReceiveTask | EventBasedGateway) and node.instantiate:
        return False
    return not isinstance(node, BoundaryEvent | EventSubProcess)


def _entries(nodes: Sequence[Node]) -> list[tuple[str, int, Any]]:
    """Events that start a process: node id, which of its definitions, the definition."""
    found: list[tuple[str, int, Any]] = []
    by_index = {node.index: node for node in nodes}
    for node in nodes:
        targets: list[Node] = []
        if isinstance(node, StartEvent) or (isinstance(node, ReceiveTask) and node.instantiate):
            targets = [node]
        elif isinstance(node, EventBasedGateway) and node.instantiate:
            targets = [by_index[flow.target] for flow in node.outgoing]
        for target in targets:
            parts = enumerate(parts_of(getattr(target, "definition", None)))
            found += [(target.id, number, part) for number, part in parts]
    return found


def _named_starts(entries: Sequence[tuple[str, int, Any]], kind: type) -> tuple[tuple[str, str], ...]:
    """Those of one kind with the name of the message or signal."""
    return tuple((node_id, str(getattr(part, "name", ""))) for node_id, _number, part in entries if isinstance(part, kind))


def _numbered_starts(entries: Sequence[tuple[str, int, Any]], kind: type) -> tuple[tuple[str, int], ...]:
    return tuple((node_id, number) for node_id, number, part in entries if isinstance(part, kind))


def _lanes(process: Any) -> tuple[Lane, ...]:
    found = []
    for lane in process.iter(BPMN + "lane"):
        members = frozenset(local_id(text_of(reference)) for reference in lane.iter(BPMN + "flowNodeRef"))
        found.append(Lane(lane.get("id") or "", names_of(lane), members))
    return tuple(found)
