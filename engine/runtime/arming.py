"""Timers and subscriptions: what they wait for is worked out first, for all events of a token, then they are set together."""

from __future__ import annotations

from collections.abc import Iterable

from engine.model.elements.multiple_event_definition import parts_of
from engine.model.process_model import Activity, Node
from engine.runtime.elements.event_definitions import CATCH
from engine.runtime.state import Token
from engine.runtime.step import Step


def arm(step: Step, token: Token, events: Iterable[Node]) -> None:
    """Set the timer or subscription of each event, owned by the token. Raises Stop before anything is set."""
    prepared = []
    for node in events:
        for part, definition in enumerate(parts_of(node.definition)):  # type: ignore[attr-defined]
            catch = CATCH.get(type(definition))
            if catch is not None:
                prepared.append((catch, node, catch.prepare(step, token, node, definition), part))
    for catch, node, plan, part in prepared:
        catch.arm(step, token, node, plan, part)


def arm_boundary(step: Step, token: Token, node: Activity) -> None:
    """The boundary events of an activity, once per entry."""
    if node.boundary and not token.armed:
        arm(step, token, [step.nodes[index] for index in node.boundary])
    token.armed = True
