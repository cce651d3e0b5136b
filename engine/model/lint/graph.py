"""Where tokens can go in a model: the question behind several rules. Iterative: models may be ten thousand nodes long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from engine.model.elements.end_event import EndEvent
from engine.model.elements.event_sub_process import EventSubProcess
from engine.model.elements.link_event_definition import LinkDefinition
from engine.model.elements.start_event import StartEvent
from engine.model.process_model import Node, ProcessModel

Key = TypeVar("Key", bound=Hashable)


class Graph:
    """Edges between nodes: sequence flows, boundary events, links, and from a sub-process to where it starts."""

    def __init__(self, model: ProcessModel) -> None:
        self.model = model
        self.beside = {node.index: _next_beside(node) for node in model.nodes}
        self.inside: dict[int, list[int]] = defaultdict(list)
        self.entries: list[int] = []
        for scope in model.scopes:
            first = [index for index in scope.nodes if isinstance(model.nodes[index], StartEvent | EventSubProcess)]
            first += scope.starts
            if scope.node >= 0:
                self.inside[scope.node] += first
            else:
                self.entries += first

    def reachable(self) -> set[int]:
        """Every node that some start can lead to."""
        return closure(self.entries, {index: [*self.beside[index], *self.inside.get(index, ())] for index in self.beside})

    def leading_to_an_end(self) -> set[int]:
        """Every node from which an end of its own process or sub-process can be reached."""
        before: dict[int, list[int]] = defaultdict(list)
        for index, targets in self.beside.items():
            for target in targets:
                before[target].append(index)
        ends = [node.index for node in self.model.nodes if isinstance(node, EndEvent) or not _next_beside(node, boundary=False)]
        return closure(ends, before)


def _next_beside(node: Node, boundary: bool = True) -> list[int]:
    found = [flow.target for flow in node.outgoing]
    if boundary:
        found += getattr(node, "boundary", ())
    definition = getattr(node, "definition", None)
    if isinstance(definition, LinkDefinition) and definition.target >= 0:
        found.append(definition.target)
    return found


def closure(first: Iterable[Key], edges: Mapping[Key, Iterable[Key]]) -> set[Key]:
    """What can be reached along the edges, the first ones included."""
    seen = set(first)
    waiting = list(seen)
    while waiting:
        for target in edges.get(waiting.pop(), ()):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen


def definitions_of(node: Node) -> tuple[object, ...]:
    """The event definitions of an event; of one with several all of them."""
    definition = getattr(node, "definition", None)
    if definition is None:
        return ()
    return tuple(getattr(definition, "parts", ())) or (definition,)
