"""What operators do to a live instance: each act finds what it is meant for, says where it cannot, and leaves a reason behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from engine.errors import InvalidInput, InvalidState, StaleCommand
from engine.model.elements.boundary_event import BoundaryEvent
from engine.model.elements.event_sub_process import EventSubProcess
from engine.model.elements.intermediate_catch_event import IntermediateCatchEvent
from engine.model.elements.start_event import StartEvent
from engine.model.process_model import Activity, Node
from engine.runtime import commands as command
from engine.runtime import effects as effect
from engine.runtime import signals_held, undo_log
from engine.runtime.cancelling import cancel_activity
from engine.runtime.elements import loops, timer_event_definition
from engine.runtime.events import Event
from engine.runtime.starting import from_outside, set_from_outside
from engine.runtime.state import COMPLETE, ENTER, INCIDENT, LEAVE, WAITING, Frame, Token
from engine.runtime.step import Step
from engine.wording import Sentence

JOINS = ("parallelGateway", "inclusiveGateway", "complexGateway")
# Answers of work that was under way are taken, so that nothing is done twice; what comes after them waits. Signals, which
# nobody keeps for those who begin to wait later, are held for those who wait now.
WHILE_SUSPENDED = (
    command.Resume,
    command.Cancel,
    command.SetVariables,
    command.MoveToken,
    command.AddToken,
    command.CancelToken,
    command.CompleteJob,
    command.FailJob,
    command.ThrowError,
    command.DeliverSignal,
)


def check_suspended(asked: command.Command) -> None:
    """Raises: InvalidState for what a suspended instance does not take."""
    if not isinstance(asked, WHILE_SUSPENDED):
        raise InvalidState(Sentence("Expected a running process, but this one is suspended.", "该流程已暂停，恢复后才能操作。"))


def suspend(step: Step, asked: command.Suspend) -> None:
    step.state.suspended = True
    step.queue.clear()  # what an advance over its budget left over goes on after the resumption
    step.emit(effect.SuspendInstance())
    step.events.append(Event("instance_suspended", data={"reason": asked.reason}))


def resume(step: Step, asked: command.Resume) -> None:
    state = step.state
    if not state.suspended:
        raise InvalidState(Sentence("Expected a suspended process, but this one is running.", "该流程正在运行，并未暂停。"))
    state.suspended = False
    step.events.append(Event("instance_resumed", data={"reason": asked.reason}))
    step.emit(effect.ResumeInstance())
    for timer in state.timers.values():
        node = step.nodes[timer.node]
        step.emit(effect.SetTimer(timer.id, timer.token, node.id, timer_event_definition.instant(timer.due)))
    step.new_conditions.update(state.conditions)  # values may have been corrected meanwhile
    step.recall_ready()
    signals_held.hear(step)


def set_variables(step: Step, asked: command.SetVariables) -> None:
    if not asked.variables:
        raise InvalidInput(Sentence("Expected at least one value to set.", "请至少填写一个要修改的变量。"))
    data = {"names": sorted(asked.variables), "reason": asked.reason}
    if asked.token_id is not None:
        token = _token(step, asked.token_id)
        step.note("variables_corrected", token, step.nodes[token.node], data)
        set_from_outside(step, token, asked.variables)
        return
    root = next(frame for frame in step.state.frames.values() if not frame.parent)
    token = next(token for token in step.state.tokens.values() if token.frame == root.id)
    step.events.append(Event("variables_corrected", scope_id=root.id, data=data))
    set_from_outside(step, token, asked.variables, frame=root)


def move_token(step: Step, asked: command.MoveToken) -> None:
    token = _token(step, asked.token_id)
    source, frame = step.nodes[token.node], step.state.frames[token.frame]
    target = _target(step, asked.activity_id)
    _check_not_a_round(step, token)
    if target.scope != frame.definition:
        _refuse_scope(step, frame, target)
    data = {"from": source.id, "to": target.id, "reason": asked.reason}
    step.note("token_moved", token, source, data)
    cancel_activity(step, token)
    _put(step, token, target)


def add_token(step: Step, asked: command.AddToken) -> None:
    target = _target(step, asked.activity_id)
    frames = [frame for frame in step.state.frames.values() if frame.definition == target.scope]
    if asked.scope_id is not None:
        frames = [frame for frame in frames if frame.id == asked.scope_id]
    if not frames:
        _refuse(
            "{step} lies in a sub-process or process that is not running here: begin that one instead.",
            "“{step}”所在的子流程当前没有运行：请改为启动该子流程。",
            step=_name(target),
        )
    if len(frames) > 1:
        _refuse(
            "{step} lies in a scope that runs {count} times at once: say in which of them.",
            "“{step}”所在的子流程正同时运行 {count} 份：请指明加在哪一份中。",
            step=_name(target),
            count=len(frames),
        )
    token = step.make_token(target.index, frames[0])
    step.note("token_added", token, target, {"reason": asked.reason})
    _put(step, token, target)


def cancel_token(step: Step, asked: command.CancelToken) -> None:
    token = _token(step, asked.token_id)
    _check_not_a_round(step, token)
    frame = step.state.frames[token.frame]
    if frame.tokens == 1:
        if frame.owner:
            _refuse(
                "It is the last token of its sub-process: cancel or move the sub-process itself instead.",
                "这是该子流程中最后一个令牌：请改为取消或移动子流程本身。",
            )
        _refuse(
            "It is the last token of the process: cancel the process, or move the token instead.",
            "这是该流程中最后一个令牌：请改为取消整个流程，或移动该令牌。",
        )
    step.note("token_cancelled", token, step.nodes[token.node], {"reason": asked.reason})
    cancel_activity(step, token)
    step.drop(token)


def skip_step(step: Step, asked: command.SkipStep) -> None:
    token = _token(step, asked.token_id)
    node = step.nodes[token.node]
    if not isinstance(node, Activity | IntermediateCatchEvent) or token.status not in (WAITING, INCIDENT):
        _refuse(
            "{step} is no step that can be skipped: move its token instead.",
            "“{step}”不是可以跳过的步骤：请改为移动其令牌。",
            step=_name(node),
        )
    set_from_outside(step, token, asked.values)
    data = {"reason": asked.reason, "names": sorted(asked.values), "requested_by": asked.requested_by}
    step.note("step_skipped", token, node, data)
    cancel_activity(step, token, is_noted=False)
    scope = undo_log.unlooped(step.state, step.state.frames[token.frame])
    if scope.definition in step.model.ad_hoc_scopes:
        step.ad_hoc.append(scope.id)
    step.ready(token, LEAVE)


def resolve_incident(step: Step, asked: command.ResolveIncident) -> None:
    token = _token(step, asked.token_id)
    node = step.nodes[token.node]
    if token.status != INCIDENT:
        raise StaleCommand(Sentence("Expected an open incident, but the step has gone on.", "该问题已不存在，步骤已继续。"))
    is_loop = isinstance(node, Activity) and node.loop is not None and loops.is_outer(step, token)
    can_end = isinstance(node, Activity | IntermediateCatchEvent) and not (is_loop or token.child or token.phase == LEAVE)
    if not can_end or hasattr(node, "inner_scope") or hasattr(node, "called_process"):
        _refuse(
            "{step} cannot be done by hand: run it again, skip it, or move its token.",
            "“{step}”无法由人工代为完成：请重新运行、跳过，或移动其令牌。",
            step=_name(node),
        )
    values = from_outside(asked.values)
    if step.behaviours[type(node)].complete is None:
        set_from_outside(step, token, values)
        values = {}
    step.emit(effect.ResolveIncident(token.id))
    data = {"by": "hand", "reason": asked.reason, "names": sorted(asked.values)}
    step.note("incident_resolved", token, node, data)
    step.ready(token, COMPLETE, values)


def _put(step: Step, token: Token, target: Node) -> None:
    token.node = target.index
    token.flow = -1
    token.armed = False
    token.counts = None
    step.ready(token, ENTER)


def _token(step: Step, token_id: int) -> Token:
    token = step.state.tokens.get(token_id)
    if token is None:
        raise StaleCommand(Sentence("Expected a token that is there, but it has moved on.", "该令牌已不存在，流程已继续。"))
    return token


def _check_not_a_round(step: Step, token: Token) -> None:
    if step.state.frames[token.frame].definition < 0:
        _refuse(
            "{step} is one round of several: skip the round, or act on the whole activity.",
            "“{step}”是多次执行中的一次：请跳过这一次，或对整个活动进行操作。",
            step=_name(step.nodes[token.node]),
        )


def _target(step: Step, activity_id: str) -> Node:
    """A node where a token may begin. Raises: InvalidInput."""
    try:
        node = step.model.node(activity_id)
    except KeyError:
        _refuse("The model has no step {step}.", "模型中没有步骤“{step}”。", step=activity_id)
    reason = why_no_target(node)
    if reason is not None:
        _refuse(reason.en, reason.zh, step=_name(node))
    return node


def why_no_target(node: Node) -> Sentence | None:
    """Why no token can be put on this node; None where one can."""
    is_event_start = isinstance(node, StartEvent) and node.definition is not None
    if isinstance(node, BoundaryEvent | EventSubProcess) or is_event_start:
        return Sentence(
            "{step} begins by its event only: choose the step behind it.", "“{step}”只能由事件触发：请选择它之后的步骤。"
        )
    if node.tag in JOINS and len(node.incoming) > 1:
        return Sentence(
            "{step} waits for several paths to meet: choose the step before or behind it.",
            "“{step}”是多条路径的汇合点：请选择它之前或之后的步骤。",
        )
    if isinstance(node, Activity) and node.is_for_compensation:
        return Sentence(
            "{step} only undoes another step: choose one that the flow comes by.",
            "“{step}”只用于撤销其他步骤：请选择流程会经过的步骤。",
        )
    return None


def _refuse_scope(step: Step, frame: Frame, target: Node) -> NoReturn:
    """Tokens stay in their scope: what goes in or out of a sub-process is the sub-process's own token."""
    around = step.model.scopes[target.scope]
    while around.parent >= 0 and around.parent != frame.definition:
        around = step.model.scopes[around.parent]
    if around.node >= 0 and around.parent == frame.definition:
        _refuse(
            "{step} lies inside {inner}: move the token to {inner} itself.",
            "“{step}”位于“{inner}”内部：请将令牌移到“{inner}”本身。",
            step=_name(target),
            inner=_name(step.nodes[around.node]),
        )
    holder = step.model.scopes[frame.definition].node
    if holder >= 0 and frame.owner:
        _refuse(
            "{step} lies outside {outer}: move the token of {outer} itself, which ends everything inside it.",
            "“{step}”位于“{outer}”之外：请移动“{outer}”本身的令牌，其内部的工作会随之结束。",
            step=_name(target),
            outer=_name(step.nodes[holder]),
        )
    _refuse("{step} belongs to another process.", "“{step}”属于另一个流程。", step=_name(target))


def _name(node: Node) -> Sentence:
    return Sentence(node.name.en or node.name.zh or node.id, node.name.zh or node.name.en or node.id)


def _refuse(en: str, zh: str, **parts: Any) -> NoReturn:
    each = {key: part if isinstance(part, Sentence) else Sentence(str(part), str(part)) for key, part in parts.items()}
    raise InvalidInput(
        Sentence(
            en.format(**{key: part.en for key, part in each.items()}), zh.format(**{key: part.zh for key, part in each.items()})
        )
    )


HANDLERS: dict[type, Callable[[Step, Any], None]] = {
    command.Suspend: suspend,
    command.Resume: resume,
    command.SetVariables: set_variables,
    command.MoveToken: move_token,
    command.AddToken: add_token,
    command.CancelToken: cancel_token,
    command.SkipStep: skip_step,
    command.ResolveIncident: resolve_incident,
}
