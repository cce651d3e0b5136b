"""The order in which a case usually comes to the steps of a model: along the flows, each sub-process's steps behind it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.process_model import Activity, Node, ProcessModel, Scope


def in_flow_order(model: ProcessModel) -> list[Node]:
    """Every node once. Loops do not matter: what is reached first stands first; what nothing leads to stands last."""
    inside: dict[int, Scope] = {scope.node: scope for scope in model.scopes if scope.node >= 0}

    def of_scope(scope: Scope) -> Iterator[Node]:
        for index in _along_flows(model, scope):
            yield model.nodes[index]
            if index in inside:
                yield from of_scope(inside[index])

    return [node for process in model.processes for node in of_scope(model.scopes[process.scope])]


def _along_flows(model: ProcessModel, scope: Scope) -> list[int]:
    """Reverse postorder of a depth-first walk from what has no way in: a step stands before whatever follows it."""
    own = set(scope.nodes)
    handlers = {index for node in _activities(model, scope) for index in node.boundary}
    first = [index for index in scope.nodes if not model.nodes[index].incoming and index not in handlers]
    seen: set[int] = set()
    ended: list[int] = []
    for start in reversed(first):  # the walk is turned round at its end
        if start not in seen:
            _walk(model, start, own, seen, ended)
    return [*reversed(ended), *(index for index in scope.nodes if index not in seen)]


def _walk(model: ProcessModel, start: int, own: set[int], seen: set[int], ended: list[int]) -> None:
    """Without recursion: a model may be a long chain."""
    seen.add(start)
    stack = [(start, _followers(model, start, own))]
    while stack:
        index, followers = stack[-1]
        following = next((each for each in followers if each not in seen), None)
        if following is None:
            ended.append(index)
            stack.pop()
        else:
            seen.add(following)
            stack.append((following, _followers(model, following, own)))


def _followers(model: ProcessModel, index: int, own: set[int]) -> Iterator[int]:
    """Last flow first, so that the first one comes out first; what is drawn at a step follows it at once."""
    node = model.nodes[index]
    flows = [flow.target for flow in reversed(node.outgoing) if flow.target in own]
    return iter([*flows, *(reversed(node.boundary) if isinstance(node, Activity) else ())])


def _activities(model: ProcessModel, scope: Scope) -> list[Activity]:
    return [node for index in scope.nodes if isinstance(node := model.nodes[index], Activity)]
