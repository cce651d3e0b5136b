"""Parallel gateway (BPMN 2.0.2, 13.4.1): a token from every incoming flow, then one on every outgoing flow."""

from __future__ import annotations

from engine.model.elements.parallel_gateway import ParallelGateway
from engine.runtime.joins import arrive, fire
from engine.runtime.state import Token
from engine.runtime.step import Behaviour, Step


def enter(step: Step, token: Token, node: ParallelGateway) -> None:
    if len(node.incoming) < 2:
        step.start_node(token, node)
        complete(step, token, node)
        return
    collector = arrive(step, token, node)
    assert collector.counts is not None
    if len(collector.counts) == len(node.incoming):
        fire(step, collector, node)


def complete(step: Step, token: Token, node: ParallelGateway) -> None:
    step.note("activity_completed", token, node)
    if node.outgoing:
        step.fork(token, node.outgoing)
    else:
        step.consume(token)


BEHAVIOUR = Behaviour(enter, complete)
