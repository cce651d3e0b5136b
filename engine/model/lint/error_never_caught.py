"""An error that ends in an incident because nothing catches it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from engine.model.elements.boundary_event import BoundaryEvent
from engine.model.elements.call_activity import CallActivity
from engine.model.elements.error_event_definition import ErrorDefinition
from engine.model.elements.event_sub_process import EventSubProcess
from engine.model.lint.graph import definitions_of
from engine.model.lint.message_without_receiver import catches
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.process_model import Node, ProcessModel
from engine.model.texts import Text


def places(subject: Subject) -> Iterator[Place]:
    model = subject.model
    callers: dict[str, list[Node]] = defaultdict(list)
    for node in model.nodes:
        if isinstance(node, CallActivity):
            callers[node.called_process].append(node)
    for node in model.nodes:
        for each in definitions_of(node) if not catches(node) else ():
            if isinstance(each, ErrorDefinition) and not _is_caught(model, node, each.code, callers):
                yield at(node, code=each.code)


def _is_caught(model: ProcessModel, thrower: Node, code: str, callers: dict[str, list[Node]]) -> bool:
    waiting, seen = [thrower.scope], set()
    while waiting:
        scope = model.scopes[waiting.pop()]
        if scope.index in seen:
            continue
        seen.add(scope.index)
        if any(_starts_on(model, index, code) for index in scope.event_sub_processes):
            return True
        holders = [model.nodes[scope.node]] if scope.node >= 0 else callers[model.processes[scope.process].id]
        for holder in holders:
            if any(_catches_error(model.nodes[index], code) for index in getattr(holder, "boundary", ())):
                return True
            waiting.append(holder.scope)
    return False


def _starts_on(model: ProcessModel, index: int, code: str) -> bool:
    node = model.nodes[index]
    return isinstance(node, EventSubProcess) and node.start >= 0 and _catches_error(model.nodes[node.start], code)


def _catches_error(node: Node, code: str) -> bool:
    found = definitions_of(node) if isinstance(node, BoundaryEvent) or node.tag == "startEvent" else ()
    return any(isinstance(each, ErrorDefinition) and each.code in ("", code) for each in found)


RULE = LintRule(
    id="error_never_caught",
    severity="warning",
    message=Text(
        "“{name}” throws the error “{code}”, which nothing catches.", "“{name}”抛出错误“{code}”，但没有任何元素捕获它。"
    ),
    documentation=Text(
        "An error that no boundary event or event sub-process around it catches stops the instance with an incident.",
        "若外层没有边界事件或事件子流程捕获错误，实例将停止并产生异常。",
    ),
    quick_fix=Text(
        "Attach an error boundary event with this code to the sub-process or call around it, or end with a plain end event.",
        "请在外层子流程或调用活动上附加该代码的错误边界事件，或改用普通结束事件。",
    ),
    places=places,
)
