"""Which user task an operator's act would leave undone: by the model, so that one answer holds for single acts and for many."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.elements.call_activity import CallActivity
from engine.model.elements.user_task import UserTask
from engine.model.process_model import Activity, Node, ProcessModel
from engine.model.reachability import throws_of


def left_by_moving(model: ProcessModel, source: Node, target: Node) -> Node | None:
    """The step whose user task nobody would do if a token went from `source` to `target`; None where there is none.

    That is the source itself where it is or holds a user task, else a step that the model puts before the target and that the
    token has not passed. Going on within automatic and waiting steps, or back to an earlier one, leaves nothing out.
    """
    if holds_user_task(model, source):
        return source
    if source.index == target.index or target.index in _ahead(model, source, is_stopped=True):
        return None
    far = _ahead(model, source)
    if source.index in _ahead(model, target) and target.index not in far:
        return None
    before = (node for node in model.nodes if node.scope == target.scope and node.index != target.index)
    left = (node for node in before if holds_user_task(model, node) and target.index in _ahead(model, node))
    return min(left, key=lambda node: node.index not in far, default=None)  # first those that the token would have come by


def left_by_ending(model: ProcessModel, source: Node) -> Node | None:
    """The same where a token ends with nothing after it: its own step, or one that it would have come by."""
    if holds_user_task(model, source):
        return source
    ahead = _ahead(model, source, is_stopped=True)
    return next((model.nodes[index] for index in sorted(ahead) if holds_user_task(model, model.nodes[index])), None)


def holds_user_task(model: ProcessModel, node: Node) -> bool:
    """Whether it is a user task, or a sub-process or call with one inside."""
    return any(isinstance(each, UserTask) for each in _within(model, node, set()))


def _within(model: ProcessModel, node: Node, seen: set[int]) -> Iterator[Node]:
    yield node
    scope = getattr(node, "inner_scope", -1)
    if isinstance(node, CallActivity) and model.has_process(node.called_process):
        scope = model.process(node.called_process).scope
    if scope < 0 or scope in seen:  # processes may call each other in a circle
        return
    seen.add(scope)
    for index in model.scopes[scope].nodes:
        yield from _within(model, model.nodes[index], seen)


def _ahead(model: ProcessModel, start: Node, *, is_stopped: bool = False) -> set[int]:
    """Nodes that a token at `start` can come to. `is_stopped`: no further than to steps that hold a user task."""
    catches = {throw: catch for catch, throws in throws_of(model.nodes).items() for throw in throws}
    seen: set[int] = set()
    stack = [start.index]
    while stack:
        node = model.nodes[stack.pop()]
        if is_stopped and node.index in seen and holds_user_task(model, node):
            continue
        after = [flow.target for flow in node.outgoing]
        if isinstance(node, Activity):
            after.extend(node.boundary)
        if node.index in catches:
            after.append(catches[node.index])
        for index in after:
            if index not in seen:
                seen.add(index)
                stack.append(index)
    return seen
