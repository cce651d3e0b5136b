"""Event-based gateway (BPMN 2.0.2, 13.4.4): waits for all its events at once; the first one wins and clears the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.model.elements.event_based_gateway import EventBasedGateway
from engine.model.process_model import Node
from engine.runtime.arming import arm
from engine.runtime.state import COMPLETE, Token
from engine.runtime.step import Behaviour, Step


def enter(step: Step, token: Token, node: EventBasedGateway) -> None:
    arm(step, token, [step.nodes[flow.target] for flow in node.outgoing])
    step.start_node(token, node)
    step.wait(token)


def win(step: Step, token: Token, gateway: EventBasedGateway, event: Node, payload: Mapping[str, Any]) -> None:
    """The token goes on behind the event that happened first."""
    step.disarm(token)
    step.note("activity_completed", token, gateway)
    flow = next(flow for flow in gateway.outgoing if flow.target == event.index)
    step.move(token, flow)
    step.start_node(token, event)
    token.phase, token.payload = COMPLETE, dict(payload)  # the event has happened: it is not waited for again


BEHAVIOUR = Behaviour(enter)
