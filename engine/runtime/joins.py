"""Where tokens wait for each other: arrivals are counted per incoming flow on the token that came first."""

from __future__ import annotations

from typing import Any

from engine.model.elements.complex_gateway import ComplexGateway
from engine.model.process_model import Activity, Node
from engine.runtime import effects as effect
from engine.runtime.state import COMPLETE, ENTER, INCIDENT, JOINING, READY, Frame, Token
from engine.runtime.step import Step


def arrive(step: Step, token: Token, node: Node) -> Token:
    """Count an arrival; returns the token that collects them, which may be this one."""
    collector = _collectors(step).get((token.frame, node.index))
    if collector is None:
        token.status = JOINING
        token.counts = {token.flow: 1}
        _collectors(step)[token.frame, node.index] = token
        if not isinstance(node, Activity):
            step.start_node(token, node)
        return token
    assert collector.counts is not None
    collector.counts[token.flow] = collector.counts.get(token.flow, 0) + 1
    step.drop(token)
    return collector


def fire(step: Step, collector: Token, node: Node) -> None:
    """One token of every flow that has one goes on; what is left over keeps waiting in a token of its own."""
    assert collector.counts is not None
    _resolve(step, collector, node)
    left = {flow: count - 1 for flow, count in collector.counts.items() if count > 1}
    _split_off(step, collector, node, left)
    step.ready(collector, COMPLETE)


def gather(step: Step, token: Token, node: Any) -> None:
    """An activity that needs several tokens begins with as many, whatever flows they came by; the rest waits for more."""
    collector = arrive(step, token, node)
    assert collector.counts is not None
    if sum(collector.counts.values()) < node.start_quantity:
        return
    _resolve(step, collector, node)
    wanted = node.start_quantity
    for flow in list(collector.counts):
        taken = min(wanted, collector.counts[flow])
        wanted -= taken
        collector.counts[flow] -= taken
    left = {flow: count for flow, count in collector.counts.items() if count}
    _split_off(step, collector, node, left)
    collector.flow = -1  # it has what it needs
    step.ready(collector, ENTER)


def _resolve(step: Step, collector: Token, node: Node) -> None:
    if collector.status == INCIDENT:  # it stood as a deadlock, and what it lacked has come after all
        step.emit(effect.ResolveIncident(collector.id))
        step.note("incident_resolved", collector, node, {"by": "arrival"})


def _split_off(step: Step, collector: Token, node: Node, left: dict[int, int]) -> None:
    """The collector is free; what is left over keeps waiting in a token of its own."""
    collector.counts = None
    del _collectors(step)[collector.frame, node.index]
    if left:
        waiting = step.make_token(node.index, step.state.frames[collector.frame])
        waiting.status = JOINING
        waiting.counts = left
        _collectors(step)[waiting.frame, node.index] = waiting


def remove(step: Step, collector: Token, node: Node) -> None:
    """The gateway forgets its collector."""
    collector.counts = None
    del _collectors(step)[collector.frame, node.index]


def fire_inclusive(step: Step) -> bool:
    """When nothing else can move: let the inclusive joins go on for which no token can come any more. True if one did."""
    model = step.model
    if not model.upstream:
        return False
    fired = False
    for (frame_id, index), collector in list(_collectors(step).items()):
        if index not in model.upstream or collector.status != JOINING:
            continue
        is_complex = isinstance(step.nodes[index], ComplexGateway)
        if is_complex and collector.loop is None:  # not activated yet
            continue
        if not _may_still_come(step, step.state.frames[frame_id], collector):
            (step.ready(collector, COMPLETE) if is_complex else fire(step, collector, step.nodes[index]))
            fired = True
            break  # the token that goes on may be upstream of the next join
    return fired


def _may_still_come(step: Step, frame: Frame, collector: Token) -> bool:
    """BPMN 2.0.2, 13.4.3: a token blocks if it can reach an empty incoming flow and none that already has a token."""
    node = step.nodes[collector.node]
    assert collector.counts is not None
    reaches_empty = reaches_full = 0
    for flow, before in zip(node.incoming, step.model.upstream[node.index], strict=True):
        if flow.index in collector.counts or (collector.loop is not None and flow.index in collector.loop.items):
            reaches_full |= before
        else:
            reaches_empty |= before
    blocking = reaches_empty & ~reaches_full
    if not blocking:
        return False
    return any(
        token.frame == frame.id and token is not collector and blocking >> token.node & 1 for token in step.state.tokens.values()
    )


def stop_deadlocks(step: Step) -> None:
    """A scope in which every token waits for another one never ends: say so instead of waiting for ever."""
    joining: dict[int, list[Token]] = {}
    for token in step.state.not_waiting():
        if token.status == JOINING:
            joining.setdefault(token.frame, []).append(token)
    for frame_id, tokens in joining.items():
        if len(tokens) < step.state.frames[frame_id].tokens:
            continue
        for token in tokens:
            node = step.nodes[token.node]
            missing = ", ".join(flow.id for flow in node.incoming if flow.index not in (token.counts or {}))
            step.stop(token, "JoinNeverCompletes", f"Expected a token on {missing}, but none can come any more.")


def _collectors(step: Step) -> dict[tuple[int, int], Token]:
    if step.joins is None:
        step.joins = {
            (token.frame, token.node): token
            for token in step.state.not_waiting()
            if token.status in (JOINING, INCIDENT, READY) and token.counts is not None
        }
    return step.joins
