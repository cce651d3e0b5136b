"""Through which node every token must have come: immediate dominators of each scope (Cooper, Harvey, Kennedy 2001). Iterative."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.model.elements.boundary_event import BoundaryEvent
from engine.model.elements.event_sub_process import EventSubProcess
from engine.model.elements.inclusive_gateway import InclusiveGateway
from engine.model.elements.parallel_gateway import ParallelGateway
from engine.model.elements.start_event import StartEvent
from engine.model.process_model import Node, ProcessModel

ROOT = -1


def dominators(model: ProcessModel, beside: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """Node → its immediate dominator in its own scope, ROOT where several starts lead to it. Unreachable nodes are left out."""
    found: dict[int, int] = {}
    for scope in model.scopes:
        starts = [index for index in scope.nodes if isinstance(model.nodes[index], StartEvent | EventSubProcess)]
        found |= _of_scope(list(dict.fromkeys([*starts, *scope.starts])), beside)
    return found


def _of_scope(starts: Sequence[int], beside: Mapping[int, Sequence[int]]) -> dict[int, int]:
    order = _postorder(starts, beside)
    number = {index: place for place, index in enumerate(order)}
    number[ROOT] = len(order)
    before: dict[int, list[int]] = {index: [] for index in order}
    for index in order:
        for target in beside[index]:
            before[target].append(index)
    for index in starts:
        before[index].append(ROOT)
    above = {ROOT: ROOT}
    changed = True
    while changed:
        changed = False
        for index in reversed(order):
            known = [each for each in before[index] if each in above]
            best = known[0]
            for other in known[1:]:
                best = _meet(best, other, above, number)
            if above.get(index) != best:
                above[index] = best
                changed = True
    del above[ROOT]
    return above


def _meet(one: int, other: int, above: Mapping[int, int], number: Mapping[int, int]) -> int:
    while one != other:
        while number[one] < number[other]:
            one = above[one]
        while number[other] < number[one]:
            other = above[other]
    return one


def _postorder(starts: Sequence[int], beside: Mapping[int, Sequence[int]]) -> list[int]:
    order: list[int] = []
    seen: set[int] = set()
    for start in starts:
        if start in seen:
            continue
        seen.add(start)
        stack = [(start, iter(beside[start]))]
        while stack:
            index, targets = stack[-1]
            following = next((each for each in targets if each not in seen), None)
            if following is None:
                order.append(index)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(beside[following])))
    return order


def forks(node: Node, model: ProcessModel) -> bool:
    """Whether several tokens can leave side by side: a split, or a boundary event that does not interrupt."""
    if isinstance(node, ParallelGateway | InclusiveGateway):
        return len(node.outgoing) > 1
    if node.tag in ("exclusiveGateway", "eventBasedGateway", "complexGateway"):
        return False
    return len(node.outgoing) > 1 or any(not _interrupts(model.nodes[index]) for index in getattr(node, "boundary", ()))


def _interrupts(node: Node) -> bool:
    return not isinstance(node, BoundaryEvent) or node.interrupting
