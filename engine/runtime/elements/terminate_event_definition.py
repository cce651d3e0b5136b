"""Terminate: every token of the scope ends; a sub-process or called process then completes, the instance is terminated."""

from __future__ import annotations

from engine.runtime.cancelling import cancel_frame
from engine.runtime.state import GONE, Token
from engine.runtime.step import Step


def terminate(step: Step, token: Token) -> None:
    frame = step.state.frames[token.frame]
    owner = frame.owner
    del step.state.tokens[token.id]  # it arrived, it is not cancelled
    token.status = GONE
    cancel_frame(step, frame)
    if owner:
        step.finish_frame(frame)
    else:
        step.end_instance("terminated")
