"""One variable that two branches running side by side write: the later one wins."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.elements.boundary_event import BoundaryEvent
from engine.model.elements.loop_characteristics import MultiInstance
from engine.model.lint.dominators import forks
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.process_model import Activity, Node
from engine.model.texts import Text

WORK = 3_000_000  # nodes looked at in one model; past it the rule falls silent rather than slow


def places(subject: Subject) -> Iterator[Place]:
    nodes, left = subject.model.nodes, WORK
    told: set[tuple[str, str, str]] = set()
    for node in nodes:
        if isinstance(node, Activity) and isinstance(node.loop, MultiInstance) and not node.loop.is_sequential:
            rounds = _written_inside(subject, node) - {node.loop.output_collection}
            for variable in sorted(rounds):
                yield at(node, variable=variable, one=node.id, other=Text("another round of it", "它的另一轮"))
        if not forks(node, subject.model):
            continue
        branches = [_reach(subject, start) for start in _branches(subject, node)]
        left -= sum(map(len, branches))
        if left < 0:
            return
        for one, other, variable in _conflicts(subject, branches):
            if (one, other, variable) not in told:
                told.add((one, other, variable))
                yield at(node, variable=variable, one=one, other=other)


def _branches(subject: Subject, node: Node) -> list[list[int]]:
    """Where each of the tokens that leave side by side begins."""
    found = [[flow.target] for flow in node.outgoing]
    beside = [index for index in getattr(node, "boundary", ()) if _stays(subject.model.nodes[index])]
    if beside:
        found = [[*(flow.target for flow in node.outgoing)]]
        found[0] += subject.graph.inside.get(node.index, [])
        found += [[flow.target for flow in subject.model.nodes[index].outgoing] for index in beside]
    return found


def _stays(node: Node) -> bool:
    return isinstance(node, BoundaryEvent) and not node.interrupting


def _reach(subject: Subject, starts: list[int]) -> set[int]:
    seen, waiting = set(starts), list(starts)
    while waiting:
        index = waiting.pop()
        for target in (*subject.graph.beside[index], *subject.graph.inside.get(index, ())):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen


def _conflicts(subject: Subject, branches: list[set[int]]) -> Iterator[tuple[str, str, str]]:
    """What only one branch reaches is written before they meet again."""
    reached: dict[int, int] = {}
    for branch in branches:
        for index in branch:
            reached[index] = reached.get(index, 0) + 1
    writers: dict[str, tuple[int, int]] = {}  # variable → branch, node
    for number, branch in enumerate(branches):
        for index in sorted(branch):
            if reached[index] > 1:
                continue
            for variable in sorted(subject.writes[index]):
                first = writers.setdefault(variable, (number, index))
                if first[0] != number:
                    yield subject.model.nodes[first[1]].id, subject.model.nodes[index].id, variable


def _written_inside(subject: Subject, node: Activity) -> frozenset[str]:
    found = set(subject.writes[node.index])
    for index in _reach(subject, list(subject.graph.inside.get(node.index, []))):
        found |= subject.writes[index]
    if isinstance(node.loop, MultiInstance):
        found.discard(node.loop.output_collection)
        if node.loop.output_collection and node.loop.output_element is not None and node.loop.output_element.expression:
            found -= node.loop.output_element.expression.names  # collected on purpose, round by round
    return frozenset(found)


RULE = LintRule(
    id="parallel_write",
    severity="warning",
    message=Text(
        "After “{name}” two branches run side by side, and both {one} and {other} write “{variable}”.",
        "在“{name}”之后两个分支并行，{one} 与 {other} 都会写入“{variable}”。",
    ),
    documentation=Text(
        "Branches share the variables of their process: whichever is later overwrites the other, without a trace in the value.",
        "各分支共享流程变量：后写入者会覆盖先写入者，值中看不出痕迹。",
    ),
    quick_fix=Text(
        "Write to different names with output mappings, and join them after the branches meet.",
        "请用输出映射写入不同的名称，在分支汇合后再合并。",
    ),
    places=places,
)
