"""What a migration ends is kept beside who waited: on the way back it waits again as it did, with the moment that it had.

`State.parked`: token or frame → version that it came from → [step, rows]; a row is [event, part, kind, due or was_true,
number, armed_at, text]. An event that had fired before the migration has no row, so it does not begin anew on the way back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from engine.model.elements.multiple_event_definition import parts_of
from engine.model.process_model import Node
from engine.runtime.arming import arm
from engine.runtime.elements import conditional_event_definition, timer_event_definition
from engine.runtime.elements.event_definitions import CATCH
from engine.runtime.state import Frame, Timer, Token
from engine.runtime.step import Step

TIMER, SUBSCRIPTION, CONDITION = "timer", "subscription", "condition"


def park(step: Step, holder: Token | Frame, gone: Iterable[int], version: str) -> None:
    """Write down what is about to end; `step` still knows the version that it belongs to."""
    rows = [_row(step, number) for number in gone]
    step.state.parked.setdefault(holder.id, {})[version] = [_place(step, holder), rows]


def _row(step: Step, number: int) -> list[Any]:
    state = step.state
    if timer := state.timers.get(number):
        return [step.nodes[timer.node].id, timer.part, TIMER, timer.due, timer.number, timer.armed_at, timer.text]
    if subscription := state.subscriptions.get(number):
        return [step.nodes[subscription.node].id, subscription.part, SUBSCRIPTION, 0, 1, 0, ""]
    condition = state.conditions[number]
    return [step.nodes[condition.node].id, condition.part, CONDITION, condition.was_true, 1, 0, ""]


def _place(step: Step, holder: Token | Frame) -> str:
    return step.nodes[holder.node].id if isinstance(holder, Token) else ""


def begin(step: Step, number: int, nodes: list[Node], version: str) -> None:
    """Events that only this version has: as they were, where this token or frame had been on it, else anew. Raises Stop."""
    token = step.state.tokens.get(number)
    place = _place(step, token if token is not None else step.state.frames[number])
    found = step.state.parked.get(number, {}).pop(version, None)
    holder = step.holder(number)
    if found is None or found[0] != place:  # moved to another step meanwhile: what waited there is not what waits here
        arm(step, holder, nodes)
        return
    by_id = {node.id: node for node in nodes}
    ready = [_prepared(step, holder, by_id[row[0]], row) for row in found[1] if row[0] in by_id]
    for wait_again in ready:
        wait_again()


def _prepared(step: Step, holder: Token, node: Node, row: list[Any]) -> Callable[[], None]:
    _event, part, kind, due, number, armed_at, text = row
    if kind == TIMER:
        timer = Timer(0, holder.id, node.index, due, part, number, armed_at, text)
        return partial(timer_event_definition.bring_back, step, holder, node, timer)
    definition = parts_of(node.definition)[part]  # type: ignore[attr-defined]
    if kind == CONDITION:
        return partial(conditional_event_definition.bring_back, step, holder, node, due, part)
    catch = CATCH[type(definition)]
    return partial(catch.arm, step, holder, node, catch.prepare(step, holder, node, definition), part)
