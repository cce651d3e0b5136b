"""Inclusive gateway (BPMN 2.0.2, 13.4.3): waits for what can still come, then takes every true flow, else the default."""

from __future__ import annotations

from engine.model.elements.inclusive_gateway import InclusiveGateway
from engine.runtime.joins import arrive, fire
from engine.runtime.state import COMPLETE, Token
from engine.runtime.step import Behaviour, Step


def enter(step: Step, token: Token, node: InclusiveGateway) -> None:
    if len(node.incoming) < 2:
        step.start_node(token, node)
        complete(step, token, node)
        return
    collector = arrive(step, token, node)
    assert collector.counts is not None
    if len(collector.counts) == len(node.incoming):  # else `fire_inclusive` decides when nothing else moves
        fire(step, collector, node)


def complete(step: Step, token: Token, node: InclusiveGateway) -> None:
    token.phase = COMPLETE  # a condition that fails is tried again from here, not as a new arrival
    flows = step.applying(token, node) if node.outgoing else []
    step.note("activity_completed", token, node)
    if flows:
        step.fork(token, flows)
    else:
        step.consume(token)


BEHAVIOUR = Behaviour(enter, complete)
