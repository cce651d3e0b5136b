"""Signals that reach a suspended instance: nobody else keeps them, so it does, for the steps that wait for them now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import feel
from engine.model.elements.multiple_event_definition import part_of
from engine.runtime import happening
from engine.runtime.starting import from_outside
from engine.runtime.state import Subscription
from engine.runtime.step import Step


def hold(step: Step, subscription: Subscription, payload: Mapping[str, Any]) -> None:
    """It is heard at the resumption, if what waits for it now still waits then; what is over after one signal needs no second."""
    node = step.nodes[subscription.node]
    if not happening.stays(node) and any(number == subscription.id for number, _values in step.state.held):
        return
    values = {name: step.stored(name, value) for name, value in from_outside(payload).items()}
    step.state.held.append((subscription.id, values))
    data = {"name": part_of(node, subscription.part).name, "payload": values}
    step.note("signal_held", step.holder(subscription.token), node, data)


def hear(step: Step) -> None:
    """At the resumption: in the order in which they came."""
    held, step.state.held = step.state.held, []
    for number, values in held:
        subscription = step.state.subscriptions.get(number)
        if subscription is not None:  # else an operator, or the signal before it, has ended that wait
            payload = {name: feel.from_json(value) for name, value in values.items()}
            happening.receive(step, subscription, payload, "signal_received")
