"""The events that a multi-instance activity throws when its instances are completed (BPMN 2.0.2, 10.3.8 and 13.3.7).

The instance that throws is done, so what its own activity's boundary catches ends no other instance: with `None` the event is
thrown for each of them, which an activity that ended with the first could never do.
"""

from __future__ import annotations

from typing import Any

from engine.model.elements.multi_instance_behavior import Behavior
from engine.runtime.state import Frame, Loop, Token
from engine.runtime.step import Step


def chosen(step: Step, token: Token, behavior: Behavior, state: Loop, frame: Frame) -> tuple[Any, ...]:
    """What is thrown for the instance that has just ended; `frame` holds its variables."""
    if behavior.each is not None:
        return (behavior.each,)
    if behavior.first is not None:
        return (behavior.first,) if state.done == 0 else ()
    conditions = behavior.complex
    return tuple(event for condition, event in conditions if step.evaluate(condition, token, frame=frame.id) is True)


def throw(step: Step, token: Token, node: Any, definitions: tuple[Any, ...]) -> bool:
    """Throw at the activity, whose boundary events may catch it. False if the activity has ended by that."""
    from engine.runtime.elements.throwing import throw_all  # which knows all elements that throw

    before, step.behaving = token.loop, token
    try:
        return throw_all(step, token, node, definitions) and token.loop is before
    finally:
        step.behaving = None
