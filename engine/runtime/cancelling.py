"""Ending work that is no longer wanted: an activity that an event interrupts, a scope that is terminated, a whole instance."""

from __future__ import annotations

from engine.runtime import effects as effect
from engine.runtime.state import GONE, INCIDENT, WAITING, Frame, Token
from engine.runtime.step import Step
from engine.runtime.variables import size_of


def cancel_activity(step: Step, token: Token, *, is_noted: bool = True) -> None:
    """Everything that the token does ends; the token itself stays, for whoever interrupted it."""
    if token.child or token.loop is not None:
        cancel_frames_of(step, token)
    _close(step, token, is_noted=is_noted)
    token.child = 0
    token.loop = None


def cancel_frames_of(step: Step, token: Token) -> None:
    """The scopes that run inside a token end."""
    cancel_frames(step, [frame for frame in step.state.frames.values() if frame.owner == token.id])


def cancel_frames(step: Step, frames: list[Frame]) -> None:
    """These scopes end and are gone."""
    _cancel(step, frames, None)


def cancel_frame(step: Step, frame: Frame) -> None:
    """All tokens of a scope end, with the scopes inside them. The emptied scope stays."""
    _cancel(step, [frame], frame)


def _cancel(step: Step, frames: list[Frame], kept: Frame | None) -> None:
    """Iterative: scopes nest deep."""
    state = step.state
    tokens_of: dict[int, list[Token]] = {}
    frames_of: dict[int, list[Frame]] = {}
    for token in state.tokens.values():
        tokens_of.setdefault(token.frame, []).append(token)
    for frame in state.frames.values():
        frames_of.setdefault(frame.owner, []).append(frame)
    stack, ending = list(frames), []
    while stack:
        current = stack.pop()
        ending.append(current)
        for token in tokens_of.get(current.id, ()):
            stack.extend(frames_of.get(token.id, ()))
    for current in reversed(ending):
        for token in tokens_of.get(current.id, ()):
            _close(step, token)
            token.status = GONE
            del state.tokens[token.id]
        step.disarm_frame(current)
        current.tokens = 0
        if current is not kept:
            del state.frames[current.id]
            state.variable_bytes -= sum(size_of(raw) for raw in current.raw.values())


def _close(step: Step, token: Token, *, is_noted: bool = True) -> None:
    node = step.nodes[token.node]
    if token.status == WAITING and token.loop is None:  # what a loop opened belongs to its rounds
        cancel = step.behaviours[type(node)].cancel
        if cancel is not None:
            cancel(step, token)
    elif token.status == INCIDENT:
        step.emit(effect.ResolveIncident(token.id))
        step.note("incident_resolved", token, node, {"by": "cancellation"})
    step.disarm(token)
    if is_noted:
        step.note("activity_cancelled", token, node)
