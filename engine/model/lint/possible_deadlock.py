"""A parallel join that waits for a token which may never come."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.elements.end_event import EndEvent
from engine.model.elements.error_event_definition import ErrorDefinition
from engine.model.elements.exclusive_gateway import ExclusiveGateway
from engine.model.elements.parallel_gateway import ParallelGateway
from engine.model.elements.terminate_event_definition import TerminateDefinition
from engine.model.lint.dominators import ROOT, forks
from engine.model.lint.graph import definitions_of
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.process_model import Node
from engine.model.texts import Text

MOST_BLOCKS = 500  # joins whose inner decisions are followed; more than that is for the rehearsal


def places(subject: Subject) -> Iterator[Place]:
    model = subject.model
    above, looked = subject.dominators, 0
    for node in model.nodes:
        if not isinstance(node, ParallelGateway) or len(node.incoming) < 2 or node.index not in above:
            continue
        split = above[node.index]
        if split == ROOT:
            continue
        if not forks(model.nodes[split], model):
            yield at(node, split=_called(model.nodes[split]))
        elif (looked := looked + 1) <= MOST_BLOCKS and (leaving := _leaving(subject, split, node)) is not None:
            yield at(node, split=_called(leaving))


def _leaving(subject: Subject, split: int, join: Node) -> Node | None:
    """A decision between split and join with a way that ends without coming to the join."""
    before = _before(subject, split, join)
    for index in sorted(before):
        node = subject.model.nodes[index]
        if not isinstance(node, ExclusiveGateway) or len(node.outgoing) < 2:
            continue
        for flow in node.outgoing:
            if flow.target != join.index and flow.target not in before and _ends_quietly(subject, flow.target):
                return node
    return None


def _before(subject: Subject, split: int, join: Node) -> set[int]:
    """Nodes from which the join can be reached without passing it, up to the split."""
    found: set[int] = {split}
    waiting = [flow.source for flow in join.incoming]
    while waiting:
        index = waiting.pop()
        if index not in found:
            found.add(index)
            node = subject.model.nodes[index]
            waiting += [flow.source for flow in node.incoming]
            if getattr(node, "attached_to", -1) >= 0:
                waiting.append(node.attached_to)  # type: ignore[attr-defined]
    return found


def _ends_quietly(subject: Subject, start: int) -> bool:
    """Whether only plain ends lie that way: one that ends the whole scope leaves no join waiting."""
    seen, waiting, quiet = {start}, [start], False
    while waiting:
        node = subject.model.nodes[waiting.pop()]
        if isinstance(node, EndEvent) or not subject.graph.beside[node.index]:
            if any(isinstance(each, TerminateDefinition | ErrorDefinition) for each in definitions_of(node)):
                return False
            quiet = True
        for target in subject.graph.beside[node.index]:
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return quiet


def _called(node: Node) -> Text:
    return Text(node.name.en or node.name.zh or node.id, node.name.zh or node.name.en or node.id)


RULE = LintRule(
    id="possible_deadlock",
    severity="warning",
    message=Text(
        "The parallel join “{name}” may wait for ever: at “{split}” only one of the ways is taken.",
        "并行汇合“{name}”可能永远等待：在“{split}”处只会走其中一条路径。",
    ),
    documentation=Text(
        "A parallel join wants one token from every incoming flow. A decision sends only one on, so the others never come.",
        "并行汇合要求每条流入都有令牌到达；而判断只放行一条，其余永远不会到。",
    ),
    quick_fix=Text(
        "Join alternatives with an exclusive gateway, and only parallel branches with a parallel one.",
        "互斥的路径请用排他网关汇合，只有并行分支才用并行网关汇合。",
    ),
    places=places,
)
