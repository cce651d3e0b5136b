"""A loop in which nothing waits: it turns within one transaction."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.elements.intermediate_catch_event import IntermediateCatchEvent
from engine.model.elements.link_event_definition import LinkDefinition
from engine.model.elements.service_task import ServiceTask
from engine.model.lint.graph import closure, definitions_of
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.process_model import Node
from engine.model.texts import Text

WAITING = (
    "userTask",
    "serviceTask",
    "receiveTask",
    "eventBasedGateway",
    "callActivity",
    "subProcess",
    "transaction",
    "adHocSubProcess",
)


def places(subject: Subject) -> Iterator[Place]:
    """Nodes that do not wait are peeled off from both sides; what is left lies on or between such loops."""
    nodes = subject.model.nodes
    running = {node.index for node in nodes if not _waits(node)}
    ahead = {index: {target for target in subject.graph.beside[index] if target in running} for index in running}
    left = _peeled(running, ahead)
    among_left = {index: ahead[index] & left for index in left}
    seen: set[int] = set()
    for index in sorted(left):
        if index not in seen:
            seen |= closure([index], among_left)
            yield at(nodes[index])


def _waits(node: Node) -> bool:
    if isinstance(node, IntermediateCatchEvent):
        return not any(isinstance(each, LinkDefinition) for each in definitions_of(node))
    return node.tag in WAITING or isinstance(node, ServiceTask)


def _peeled(running: set[int], ahead: dict[int, set[int]]) -> set[int]:
    behind: dict[int, set[int]] = {index: set() for index in running}
    for index, targets in ahead.items():
        for target in targets:
            behind[target].add(index)
    out = {index: len(ahead[index]) for index in running}
    into = {index: len(behind[index]) for index in running}
    left = set(running)
    waiting = [index for index in running if not out[index] or not into[index]]
    while waiting:
        index = waiting.pop()
        if index not in left:
            continue
        left.discard(index)
        for target in ahead[index]:
            into[target] -= 1
            if not into[target]:
                waiting.append(target)
        for source in behind[index]:
            out[source] -= 1
            if not out[source]:
                waiting.append(source)
    return left


RULE = LintRule(
    id="automatic_loop",
    severity="info",
    message=Text("The loop at “{name}” never waits for anybody or anything.", "“{name}”处的循环不等待任何人或事。"),
    documentation=Text(
        "It turns within one transaction; after 20,000 steps it stops with an incident, so that others are not held up.",
        "它在同一事务内循环；达到 20,000 步后实例将停止并产生异常，以免影响其他实例。",
    ),
    quick_fix=Text(
        "Let a timer, a task or a message stand in the loop, or count its rounds.",
        "请在循环中加入定时器、任务或消息，或限制循环次数。",
    ),
    places=places,
)
