"""What lies before an inclusive join: the bit sets that its upstream-token rule needs (BPMN 2.0.2, 13.4.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.model.elements.boundary_event import BoundaryEvent
from engine.model.elements.intermediate_throw_event import IntermediateThrowEvent
from engine.model.elements.link_event_definition import LinkDefinition
from engine.model.process_model import Node


def throws_of(nodes: Sequence[Node]) -> dict[int, list[int]]:
    """For each link catch event the throw events that lead to it."""
    found: dict[int, list[int]] = {}
    for node in nodes:
        if isinstance(node, IntermediateThrowEvent) and isinstance(node.definition, LinkDefinition):
            found.setdefault(node.definition.target, []).append(node.index)
    return found


def nodes_before(join: Node, nodes: Sequence[Node], throws: Mapping[int, list[int]]) -> tuple[int, ...]:
    """For each incoming flow, the nodes from which a token can reach it without passing the join, as a bit set of node indices.

    A boundary event counts as reached from its activity: a token in the activity may leave that way.
    """
    return tuple(_before(flow.source, join.index, nodes, throws) for flow in join.incoming)


def _before(last: int, join: int, nodes: Sequence[Node], throws: Mapping[int, list[int]]) -> int:
    if last == join:  # a flow from the join to itself: only the join's own token could take it
        return 0
    seen = {last}
    stack = [last]
    while stack:
        node = nodes[stack.pop()]
        before = [flow.source for flow in node.incoming] + throws.get(node.index, [])
        if isinstance(node, BoundaryEvent) and node.attached_to >= 0:
            before.append(node.attached_to)
        for index in before:
            if index != join and index not in seen:
                seen.add(index)
                stack.append(index)
    bits = bytearray(max(seen) // 8 + 1)
    for index in seen:
        bits[index // 8] |= 1 << index % 8
    return int.from_bytes(bits, "little")
