"""Cancel of a transaction (BPMN 2.0.2, 13.5.2): the others end, what was completed is undone, the cancel boundary event fires."""

from __future__ import annotations

from typing import Any

from engine.model.elements.boundary_event import BoundaryEvent
from engine.model.elements.cancel_event_definition import CancelDefinition
from engine.model.elements.transaction import Transaction
from engine.runtime import undo_log
from engine.runtime.cancelling import cancel_frame, cancel_frames
from engine.runtime.elements import boundary_event
from engine.runtime.elements.compensate_event_definition import handler_done, run_handlers
from engine.runtime.state import Frame, Token
from engine.runtime.step import Step


def throw(step: Step, token: Token) -> None:
    frame = step.state.frames[token.frame]
    others = _end_other_instances(step, frame)
    del step.state.tokens[token.id]  # it stays, the others go
    cancel_frame(step, frame)
    step.state.tokens[token.id] = step.state.unsettled[token.id] = token
    frame.tokens = 1
    entries, frame.log = [*others, *frame.log], []
    if not run_handlers(step, token, entries):
        _leave(step, token)


def _end_other_instances(step: Step, frame: Frame) -> list[list[Any]]:
    """Of several instances all that run are cancelled with the first: they end, and what was completed in them is undone too."""
    frames = step.state.frames
    body = frames[step.state.tokens[frame.owner].frame]
    others = [each for each in frames.values() if body.definition < 0 and each.owner == body.owner and each is not body]
    entries: list[list[Any]] = []
    for other in others:
        for inner in [each for each in frames.values() if each.parent == other.id and each.definition == frame.definition]:
            node = step.nodes[step.state.tokens[inner.owner].node]
            entries += undo_log.undoing(step.model, inner, node, undo_log.round_values(step.state, other))
    cancel_frames(step, others)
    return entries


def complete(step: Step, token: Token) -> None:
    """A handler is done."""
    if handler_done(step, token):
        _leave(step, token)


def _leave(step: Step, token: Token) -> None:
    step.note("activity_completed", token, step.nodes[token.node])
    owner = step.state.tokens[step.state.frames[token.frame].owner]
    around = step.state.frames[owner.frame]
    if around.definition < 0:  # one of several instances: the boundary events belong to all of them together
        owner = step.state.tokens[around.owner]
    transaction = step.nodes[owner.node]
    assert isinstance(transaction, Transaction)
    for index in transaction.boundary:
        event = step.nodes[index]
        if isinstance(event, BoundaryEvent) and isinstance(event.definition, CancelDefinition):
            boundary_event.fire(step, owner, event, {})
            return
