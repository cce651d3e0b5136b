"""Ad-hoc sub-process (BPMN 2.0.2, 13.3.5): what has no incoming flow may start; the condition ends what is still open."""

from __future__ import annotations

from engine.model.elements.ad_hoc_sub_process import AdHocSubProcess
from engine.runtime import scopes
from engine.runtime.cancelling import cancel_frame
from engine.runtime.elements import sub_process
from engine.runtime.state import ENTER, WAITING, Loop, Token
from engine.runtime.step import Behaviour, Step, Stop

ENOUGH = 1  # `Loop.done`: the completion condition has held


def enter(step: Step, token: Token, node: AdHocSubProcess) -> None:
    variables = step.mapped(node.inputs, token)
    scope = step.model.scopes[node.inner_scope]
    starts = scope.starts[:1] if node.is_sequential else scope.starts
    scopes.enter_scope(step, token, node, scope, variables, isolated=False, starts=starts)
    token.loop = Loop(len(scope.starts), list(scope.starts), len(starts))


def complete(step: Step, token: Token, node: AdHocSubProcess) -> None:
    """All that was started is done: start the next one, or complete."""
    step.finished.pop(token.id, None)
    state = token.loop
    assert state is not None
    if state.started < state.total:
        step.wait(token)
        step.ready(step.make_token(state.items[state.started], step.state.frames[token.child]), ENTER)
        state.started += 1
        return
    if node.completion is not None and not state.done and step.evaluate(node.completion, token, frame=token.child) is not True:
        raise Stop("AdHocNotComplete", f"Expected “{node.completion.source}” to hold when every activity of {node.id} is done.")
    token.loop = None
    sub_process.complete(step, token, node)


def look(step: Step, frame_id: int) -> None:
    """An activity in an ad-hoc scope was completed: is it enough?"""
    frame = step.state.frames.get(frame_id)
    owner = step.state.tokens.get(frame.owner) if frame is not None else None
    if frame is None or owner is None or owner.status != WAITING or owner.loop is None:
        return  # all is done, or it was interrupted meanwhile
    node = step.nodes[owner.node]
    assert isinstance(node, AdHocSubProcess)
    if node.completion is None or owner.loop.done == ENOUGH:
        return
    try:
        is_enough = step.evaluate(node.completion, owner, frame=frame.id) is True
    except Stop as stop:
        step.note("expression_warned", owner, node, {"expression": node.completion.source, "message": stop.message})
        return
    if is_enough:
        owner.loop.total, owner.loop.done = owner.loop.started, ENOUGH  # nothing more starts
        if node.cancels_remaining:
            cancel_frame(step, frame)
            step.finish_frame(frame)


BEHAVIOUR = Behaviour(enter, complete)
