"""Compensation (BPMN 2.0.2, 13.5.5): what was completed is undone one by one, the last completed first.

A scope logs what can be undone in it: [handler, [activity, sub-processes around it], values that it saw, log inside it].
"""

from __future__ import annotations

from typing import Any

from engine.model.elements.compensate_event_definition import CompensateDefinition
from engine.model.elements.event_sub_process import EventSubProcess
from engine.runtime.elements.loops import BODY
from engine.runtime.state import ENTER, Frame, Loop, Token
from engine.runtime.step import Step
from engine.runtime.variables import size_of

APART = 1  # in `Loop.outputs`: nobody waits for these handlers


def throw(step: Step, token: Token, definitions: list[CompensateDefinition]) -> bool:
    """Undo what the definitions name. True if the throwing token waits until every handler is done."""
    frame = _scope_of(step, token)
    chosen = [entry for entry in frame.log if any(each.activity in (-1, *entry[1]) for each in definitions)]
    frame.log = [entry for entry in frame.log if entry not in chosen]
    if all(each.waits for each in definitions):
        return run_handlers(step, token, chosen)
    apart = step.make_token(token.node, step.state.frames[token.frame])
    if run_handlers(step, apart, chosen):
        assert apart.loop is not None
        apart.loop.outputs = [APART]
    else:
        step.drop(apart)
    return False


def run_handlers(step: Step, token: Token, entries: list[list[Any]]) -> bool:
    """Begin with the last completed; the token waits. False if there is nothing to undo."""
    activities = [step.nodes[entry[1][0]].id for entry in reversed(entries)]
    step.note("compensation_thrown", token, step.nodes[token.node], {"activities": activities})
    if not entries:
        return False
    token.loop = Loop(len(entries), list(reversed(entries)))
    step.wait(token)
    _run_next(step, token)
    return True


def is_apart(token: Token) -> bool:
    """Whether the token only holds handlers for which nobody waits."""
    return token.loop is not None and token.loop.outputs == [APART]


def handler_done(step: Step, token: Token) -> bool:
    """Go on with the next one. True if there is none."""
    state = token.loop
    assert state is not None
    for number in step.finished.pop(token.id, ()):
        frame = step.state.frames.pop(number)
        step.state.variable_bytes -= sum(size_of(raw) for raw in frame.raw.values())
        state.done += 1
    step.wait(token)
    if state.done < state.total:
        _run_next(step, token)
        return False
    token.loop = None
    return True


def _run_next(step: Step, token: Token) -> None:
    """A handler sees the values that were there when its activity was completed, then those around the throw."""
    state, parent = token.loop, step.state.frames[token.frame]
    assert state is not None
    handler, _path, values, log = state.items[state.started]
    frame = Frame(step.state.next_id(), BODY, parent.id, token.id, parent.depth + 1, False)
    frame.raw, frame.log = dict(values or {}), log or []
    step.state.variable_bytes += sum(size_of(raw) for raw in frame.raw.values())
    step.state.frames[frame.id] = frame
    state.items[state.started] = None
    state.started += 1
    step.ready(step.make_token(handler, frame), ENTER)


def _scope_of(step: Step, token: Token) -> Frame:
    """An event sub-process compensates the scope around it."""
    frame = step.state.frames[token.frame]
    owner = step.state.tokens.get(frame.owner)
    if owner is not None and isinstance(step.nodes[owner.node], EventSubProcess):
        return step.state.frames[owner.frame]
    return frame
