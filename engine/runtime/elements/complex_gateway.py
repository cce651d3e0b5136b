"""Complex gateway (BPMN 2.0.2, 13.4.5): activated by its condition, reset when nothing more can come by the flows left over.

The condition reads `activationCount`, how many tokens are here, and the ids of the incoming flows, how many came by each.
Outgoing conditions may read `waitingForStart`: true when it is activated, false when it is reset. At the reset only conditions
that hold then give tokens; flows without condition are for the activation.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.model.elements.complex_gateway import ComplexGateway
from engine.model.process_model import Flow
from engine.runtime.joins import arrive, remove
from engine.runtime.state import COMPLETE, JOINING, Loop, Token
from engine.runtime.step import Behaviour, Step

NOT_WAITING = {"waitingForStart": False}


def enter(step: Step, token: Token, node: ComplexGateway) -> None:
    if len(node.incoming) < 2:
        step.start_node(token, node)
        complete(step, token, node)
        return
    collector = arrive(step, token, node)
    if collector.loop is None and collector.status == JOINING:
        step.ready(collector, COMPLETE)  # every token that came meanwhile counts


def complete(step: Step, token: Token, node: ComplexGateway) -> None:
    token.phase = COMPLETE  # a condition that fails is tried again from here, not as a new arrival
    if token.counts is None:
        flows = step.applying(token, node, {"waitingForStart": True}) if node.outgoing else []
        step.note("activity_completed", token, node)
        (step.fork(token, flows) if flows else step.consume(token))
        return
    if token.loop is None and not _is_activated(step, token, node):
        token.status = JOINING
        return
    if token.loop is None:
        _activate(step, token, node)
    else:
        _reset(step, token, node)


def _is_activated(step: Step, token: Token, node: ComplexGateway) -> bool:
    assert token.counts is not None and node.activation is not None
    local: dict[str, Any] = {flow.id: Decimal(token.counts.get(flow.index, 0)) for flow in node.incoming}
    local["activationCount"] = Decimal(sum(token.counts.values()))
    return step.evaluate(node.activation, token, local) is True


def _activate(step: Step, token: Token, node: ComplexGateway) -> None:
    """One token of each flow that has one goes in; the gateway stays to take what comes late."""
    assert token.counts is not None
    flows = step.applying(token, node, {"waitingForStart": True}) if node.outgoing else []
    taken = list(token.counts)
    token.counts = {flow: count - 1 for flow, count in token.counts.items() if count > 1}
    token.loop = Loop(0, taken)
    token.status = JOINING
    _go_on(step, token, node, flows)


def _reset(step: Step, token: Token, node: ComplexGateway) -> None:
    """Nothing more can come by the flows that the activation left: their tokens go in, and it waits for a new activation."""
    assert token.counts is not None and token.loop is not None
    flows = [flow for flow in node.conditional if flow.condition and step.evaluate(flow.condition, token, NOT_WAITING) is True]
    late = [flow.index for flow in node.incoming if flow.index not in token.loop.items]
    token.counts = {flow: left for flow, count in token.counts.items() if (left := count - (flow in late)) > 0}
    token.loop = None
    if flows:
        _go_on(step, token, node, flows)
    if token.counts:
        step.ready(token, COMPLETE)
    else:
        remove(step, token, node)
        step.consume(token)


def _go_on(step: Step, token: Token, node: ComplexGateway, flows: list[Flow]) -> None:
    step.note("activity_completed", token, node)
    if flows:
        step.fork(step.make_token(node.index, step.state.frames[token.frame]), flows)


BEHAVIOUR = Behaviour(enter, complete)
