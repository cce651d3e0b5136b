"""What a deployment compiles to: frozen, flat, indexed by integers.

The index of a node or flow is its position among the nodes or flows in document order, files sorted by name. Stored states hold
these numbers, so the order must never change for the same files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from engine.feel import Expression


@dataclass(frozen=True, slots=True)
class Names:
    """A name in both languages; where one is missing the other stands in."""

    en: str = ""
    zh: str = ""

    def render(self, language: str) -> str:
        return (self.zh or self.en) if language.lower().startswith("zh") else (self.en or self.zh)

    def __str__(self) -> str:
        return self.en or self.zh

    def __bool__(self) -> bool:
        return bool(self.en or self.zh)


@dataclass(frozen=True, slots=True)
class Value:
    """An attribute: literal text, or FEEL where it begins with `=`."""

    text: str
    expression: Expression | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """One line of an input or output mapping: evaluate `source`, set `target`."""

    source: Value
    target: str


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow; without an id in the document it is called `source->target`."""

    index: int
    id: str
    source: int
    target: int
    condition: Expression | None = None
    name: Names = Names()


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A flow node. Subclasses stand in `engine/model/elements/`, one file each."""

    tag: ClassVar[str] = ""  # the BPMN element's local name
    waits: ClassVar[bool] = False  # a token may rest here until somebody or something outside acts

    index: int
    id: str
    name: Names
    scope: int  # index of the Scope that holds it
    process: int
    file: str
    line: int
    documentation: Names = Names()
    incoming: tuple[Flow, ...] = ()
    outgoing: tuple[Flow, ...] = ()
    plain: tuple[Flow, ...] = ()  # outgoing, neither conditional nor default
    conditional: tuple[Flow, ...] = ()
    default: Flow | None = None
    data_outputs: tuple[Assignment, ...] = ()  # data output associations


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(Node):
    """A node with work in it: may carry boundary events and mappings."""

    boundary: tuple[int, ...] = ()  # nodes of the boundary events, in document order
    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()
    loop: Any = None  # StandardLoop or MultiInstance
    compensation: int = -1  # node of the handler that undoes it, -1 for none
    is_for_compensation: bool = False  # it is such a handler itself
    start_quantity: int = 1  # tokens that it needs to begin
    completion_quantity: int = 1  # tokens that it gives to each flow out


@dataclass(frozen=True, slots=True)
class Scope:
    """A process or a sub-process: the nodes that live and die together."""

    index: int
    node: int  # the sub-process node, -1 for a process
    process: int
    parent: int  # -1 for a process
    nodes: tuple[int, ...]
    starts: tuple[int, ...]  # where it starts when nobody names a start event
    event_sub_processes: tuple[int, ...] = ()
    joins: tuple[int, ...] = ()  # inclusive joins, which look upstream
    locals: tuple[str, ...] = ()  # data objects and properties that a sub-process declares
    undone_by: int = -1  # the event sub-process that undoes it once it is completed


@dataclass(frozen=True, slots=True)
class Lane:
    id: str
    name: Names
    node_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Process:
    """One executable process of the deployment."""

    index: int
    id: str
    name: Names
    scope: int
    file: str
    line: int
    documentation: Names = Names()
    starter_groups: tuple[str, ...] = ()
    cancel_groups: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()  # codes of those in which its timers start it; empty: in all
    zone: str = ""
    lanes: tuple[Lane, ...] = ()
    start_events: tuple[str, ...] = ()  # none start events, in document order
    message_starts: tuple[tuple[str, str], ...] = ()  # (node id, message name)
    signal_starts: tuple[tuple[str, str], ...] = ()  # (node id, signal name)
    timer_starts: tuple[tuple[str, int], ...] = ()  # (node id, which of its definitions)
    conditional_starts: tuple[tuple[str, int], ...] = ()  # the same
    is_global_task: bool = False  # only call activities start it
    node_ids: frozenset[str] = frozenset()

    @property
    def has_event_starts(self) -> bool:
        return bool(self.message_starts or self.signal_starts or self.timer_starts or self.conditional_starts)


@dataclass(frozen=True)
class ProcessModel:
    """All processes of one deployment. Immutable, shared by every instance, cached per content hash."""

    content_hash: str
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    scopes: tuple[Scope, ...]
    processes: tuple[Process, ...]
    # Per inclusive join: for each incoming flow the bit set of nodes from which it can be reached.
    upstream: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @cached_property
    def ad_hoc_scopes(self) -> frozenset[int]:
        """Scopes of ad-hoc sub-processes."""
        inner = (scope for scope in self.scopes if scope.node >= 0)
        return frozenset(scope.index for scope in inner if self.nodes[scope.node].tag == "adHocSubProcess")

    @cached_property
    def gathers(self) -> frozenset[int]:
        """Activities that need several tokens to begin."""
        return frozenset(node.index for node in self.nodes if isinstance(node, Activity) and node.start_quantity > 1)

    @cached_property
    def multiplies(self) -> frozenset[int]:
        """Activities that give several tokens to each flow."""
        return frozenset(node.index for node in self.nodes if isinstance(node, Activity) and node.completion_quantity > 1)

    @cached_property
    def asks_calendars(self) -> bool:
        """Whether its due moments or expressions may ask a business calendar: only then are they fetched."""
        return any(_asks_calendar(node) for node in self.nodes)

    @cached_property
    def _nodes_by_id(self) -> dict[str, Node]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def _processes_by_id(self) -> dict[str, Process]:
        return {process.id: process for process in self.processes}

    def node(self, activity_id: str) -> Node:
        """The node with this BPMN id. Raises KeyError."""
        return self._nodes_by_id[activity_id]

    def process(self, process_id: str) -> Process:
        """Raises KeyError."""
        return self._processes_by_id[process_id]

    def has_process(self, process_id: str) -> bool:
        return process_id in self._processes_by_id

    def lane_of(self, activity_id: str) -> Lane | None:
        """The innermost lane around a node, None outside lanes."""
        found = [lane for lane in self.processes[self.node(activity_id).process].lanes if activity_id in lane.node_ids]
        return min(found, key=lambda lane: len(lane.node_ids)) if found else None


def _asks_calendar(node: Node) -> bool:
    from engine.model.expressions import expressions_of  # it knows this module

    definition = getattr(node, "definition", None)
    events = (definition, *getattr(definition, "parts", ()))
    if getattr(node, "calendar", "") or any(getattr(each, "calendar", "") for each in events):
        return True
    decisions = getattr(node, "decisions", None)
    if decisions is not None and decisions.mentions("carelane"):
        return True
    return any("carelane" in each.source for each in expressions_of(node))
