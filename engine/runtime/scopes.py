"""Opening a sub-process or called process: its variables, its event sub-processes, its first tokens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.model.process_model import Activity, Scope
from engine.runtime.arming import arm, arm_boundary
from engine.runtime.state import Frame, Token
from engine.runtime.step import Step, Stop


def enter_scope(
    step: Step,
    token: Token,
    node: Activity,
    scope: Scope,
    variables: Mapping[str, Any],
    *,
    isolated: bool,
    starts: tuple[int, ...] | None = None,
) -> None:
    """Begin what runs inside `token`, at `starts` if not at all of them. A failure leaves nothing open."""
    if scope.locals:
        variables = {**dict.fromkeys(scope.locals), **variables}
    frame = step.open_frame(token, scope.index, variables, isolated=isolated)
    try:
        arm_event_sub_processes(step, frame)
        arm_boundary(step, token, node)
    except Stop:
        step.disarm_frame(frame)
        step.close_frame(token)
        raise
    step.start_node(token, node)
    step.start_frame(frame, scope.starts if starts is None else starts)


def arm_event_sub_processes(step: Step, frame: Frame) -> None:
    """The start events of a scope's event sub-processes wait as long as the scope runs. Raises Stop before anything is set."""
    inner = step.model.scopes[frame.definition].event_sub_processes
    if not inner:
        return
    holder = step.frame_holder(frame)
    arm(step, holder, [step.nodes[step.nodes[index].start] for index in inner])  # type: ignore[attr-defined]
