"""Standard loops and multi-instance activities: each round is a token at the same node, in a scope with its own variables.

The outer token holds the boundary events and the count; an inner token runs the element as if it stood alone.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine import feel
from engine.model.elements.loop_characteristics import MultiInstance, StandardLoop
from engine.model.process_model import Activity
from engine.runtime.arming import arm_boundary
from engine.runtime.cancelling import cancel_frames_of
from engine.runtime.elements import multi_instance_behavior
from engine.runtime.state import ENTER, Frame, Loop, Token
from engine.runtime.step import Step, Stop
from engine.runtime.variables import size_of

BODY = -1  # definition of a round's frame


def is_outer(step: Step, token: Token) -> bool:
    """Whether a token at an activity with a loop stands for all rounds together."""
    return step.state.frames[token.frame].definition != BODY


def enter(step: Step, token: Token, node: Activity) -> None:
    loop = node.loop
    if isinstance(loop, MultiInstance):
        items = _items(step, token, loop)
        state = Loop(len(items) if loop.collection is not None else _cardinality(step, token, loop), items)
    else:
        assert isinstance(loop, StandardLoop)
        state = Loop(-1, [])
        if loop.test_before and not _goes_on(step, token, loop, 0):
            state.total = 0
    arm_boundary(step, token, node)
    step.start_node(token, node)
    token.loop = state
    step.wait(token)
    if state.total == 0:
        _finish(step, token, node)
    elif isinstance(loop, MultiInstance) and not loop.is_sequential:
        for _ in range(state.total):
            _begin_round(step, token, node)
        state.items = []  # every round has its own by now
    else:
        _begin_round(step, token, node)


def complete(step: Step, token: Token, node: Activity) -> None:
    """Rounds have ended: take their results, then go on, wait or finish."""
    state, loop = token.loop, node.loop
    assert state is not None
    for number in step.finished.pop(token.id, ()):
        is_enough, thrown = _take_result(step, token, step.state.frames[number], loop, state)
        if thrown and not multi_instance_behavior.throw(step, token, node, thrown):
            return  # what it threw has ended the activity
        if is_enough:
            cancel_frames_of(step, token)
            _finish(step, token, node)
            return
    step.wait(token)
    if state.done == state.total:
        _finish(step, token, node)
    elif state.done == state.started:
        if isinstance(loop, StandardLoop) and not _goes_on(step, token, loop, state.done):
            _finish(step, token, node)
        else:
            _begin_round(step, token, node)


def _take_result(step: Step, token: Token, frame: Frame, loop: Any, state: Loop) -> tuple[bool, tuple[Any, ...]]:
    """Evaluate, then let the round go: whether the completion condition holds, and the events that `behavior` throws."""
    is_enough, thrown = False, ()
    if isinstance(loop, MultiInstance):
        result = step.stored("result", step.value(loop.output_element, token, frame=frame.id)) if loop.output_element else None
        if loop.completion is not None:
            counts = {
                "numberOfInstances": state.total,
                "numberOfCompletedInstances": state.done + 1,
                "numberOfActiveInstances": state.started - state.done - 1,
                "numberOfTerminatedInstances": 0,  # the rest ends together, when the condition holds
            }
            local = {name: Decimal(count) for name, count in counts.items()}
            is_enough = step.evaluate(loop.completion, token, local, frame=frame.id) is True
        thrown = multi_instance_behavior.chosen(step, token, loop.behavior, state, frame)
        if loop.output_collection:
            state.outputs[frame.raw["loopCounter"] - 1] = result
    state.done += 1
    del step.state.frames[frame.id]
    step.state.variable_bytes -= sum(size_of(raw) for raw in frame.raw.values())
    return is_enough, thrown


def _begin_round(step: Step, token: Token, node: Activity) -> None:
    state, parent = token.loop, step.state.frames[token.frame]
    assert state is not None
    frame = Frame(step.state.next_id(), BODY, parent.id, token.id, parent.depth + 1, False)
    frame.raw["loopCounter"] = state.started + 1
    if isinstance(node.loop, MultiInstance):
        if node.loop.element_variable and state.items:
            frame.raw[node.loop.element_variable] = state.items[state.started]
        if node.loop.output_collection:
            state.outputs.append(None)
    state.started += 1
    step.state.variable_bytes += sum(size_of(raw) for raw in frame.raw.values())
    step.state.frames[frame.id] = frame
    inner = step.make_token(node.index, frame)
    inner.armed = True  # the boundary events belong to the outer token
    step.ready(inner, ENTER)


def _finish(step: Step, token: Token, node: Activity) -> None:
    state = token.loop
    assert state is not None
    if isinstance(node.loop, MultiInstance) and node.loop.output_collection:
        step.set_variables(token, {node.loop.output_collection: feel.from_json(state.outputs)})
    token.loop = None
    step.complete_node(token, node)


def _goes_on(step: Step, token: Token, loop: StandardLoop, done: int) -> bool:
    if loop.maximum is not None and done >= loop.maximum:
        return False
    return loop.condition is None or step.evaluate(loop.condition, token, {"loopCounter": Decimal(done)}) is True


def _items(step: Step, token: Token, loop: MultiInstance) -> list[Any]:
    if loop.collection is None:
        return []
    found = step.value(loop.collection, token)
    if not isinstance(found, list):
        raise Stop("WrongType", f"Expected a list from “{loop.collection.text}” for the instances.")
    if len(found) > step.budget.instances:
        raise Stop("TooManyInstances", f"Expected at most {step.budget.instances} instances, found {len(found)}.")
    return [step.stored("item", item) for item in found]


def _cardinality(step: Step, token: Token, loop: MultiInstance) -> int:
    assert loop.cardinality is not None
    found = step.evaluate(loop.cardinality, token)
    if not isinstance(found, Decimal) or found != found.to_integral_value() or found < 0:
        raise Stop("WrongType", f"Expected a whole number from 0 from “{loop.cardinality.source}” for the instances.")
    if found > step.budget.instances:
        raise Stop("TooManyInstances", f"Expected at most {step.budget.instances} instances, found {int(found)}.")
    return int(found)
