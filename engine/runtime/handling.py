"""The commands: each finds the token it is meant for, or is refused as stale, and makes it ready."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from engine import feel
from engine.errors import InvalidState, StaleCommand
from engine.model.elements.service_task import ServiceTask
from engine.model.elements.user_task import UserTask
from engine.model.process_model import Node
from engine.runtime import commands as command
from engine.runtime import effects as effect
from engine.runtime import happening, operating, signals_held, starting
from engine.runtime.cancelling import cancel_frame
from engine.runtime.elements import error_event_definition, service_task, timer_event_definition
from engine.runtime.starting import from_outside, set_from_outside
from engine.runtime.state import COMPLETE, ENTER, INCIDENT, JOINING, READY, WAITING, Subscription, Token
from engine.runtime.step import Step, Stop


def complete_user_task(step: Step, asked: command.CompleteUserTask) -> None:
    token, _ = _waiting(step, asked.token_id, UserTask)
    step.emit(effect.CloseUserTask(token.id, "completed"))
    step.ready(token, COMPLETE, from_outside(asked.values))


def refuse_assignee(step: Step, asked: command.RefuseAssignee) -> None:
    token, _ = _waiting(step, asked.token_id, UserTask)
    step.emit(effect.CloseUserTask(token.id, "cancelled"))
    token.phase = ENTER
    step.stop(token, "AssigneeRefused", asked.message)


def complete_job(step: Step, asked: command.CompleteJob) -> None:
    token, _ = _waiting(step, asked.token_id, ServiceTask)
    step.emit(effect.CloseJob(token.id))
    step.ready(token, COMPLETE, from_outside(asked.values))


def fail_job(step: Step, asked: command.FailJob) -> None:
    token, _ = _waiting(step, asked.token_id, ServiceTask)
    step.emit(effect.CloseJob(token.id))
    token.phase = ENTER  # a retry opens a new job
    token.payload = {service_task.NUMBER: feel.to_feel(asked.number)} if asked.number else None
    step.stop(token, "JobFailed", asked.message)


def throw_error(step: Step, asked: command.ThrowError) -> None:
    token, _ = _waiting(step, asked.token_id, ServiceTask)
    step.emit(effect.CloseJob(token.id))
    token.phase = ENTER
    token.status = READY  # its job is closed already: a catcher must not close it again
    step.state.unsettled[token.id] = token
    try:
        error_event_definition.throw(step, token, asked.error_code, asked.message)
    except Stop as stop:
        step.stop(token, stop.code, stop.message)


def fire_timer(step: Step, asked: command.FireTimer) -> None:
    timer = step.state.timers.get(asked.timer_id)
    if timer is None:
        raise StaleCommand(f"Expected timer {asked.timer_id} to be set, but it has fired or was cleared.")
    due_at = timer_event_definition.instant(timer.due)
    if due_at > step.now:
        raise InvalidState(f"Expected timer {asked.timer_id} to be due, but it is due at {due_at.isoformat()}.")
    token, node = step.holder(timer.token), step.nodes[timer.node]
    if timer_event_definition.fire(step, token, timer, node):
        happening.happen(step, token, node, {})


def deliver_message(step: Step, asked: command.DeliverMessage) -> None:
    happening.receive(step, _subscription(step, asked.subscription_id), from_outside(asked.payload), "message_received")


def deliver_signal(step: Step, asked: command.DeliverSignal) -> None:
    subscription = _subscription(step, asked.subscription_id)
    if step.state.suspended:
        signals_held.hold(step, subscription, asked.payload)
        return
    happening.receive(step, subscription, from_outside(asked.payload), "signal_received")


def _subscription(step: Step, number: int) -> Subscription:
    found = step.state.subscriptions.get(number)
    if found is None:
        raise StaleCommand(f"Expected subscription {number} to be open, but it has ended.")
    return found


def retry_incident(step: Step, asked: command.RetryIncident) -> None:
    token = step.state.tokens.get(asked.token_id)
    if token is None or token.status != INCIDENT:
        raise StaleCommand(f"Expected token {asked.token_id} to have an incident, but it has none.")
    set_from_outside(step, token, asked.variables)
    step.emit(effect.ResolveIncident(token.id))
    data = {"by": "retry", "reason": asked.reason} if asked.reason else {"by": "retry"}
    step.note("incident_resolved", token, step.nodes[token.node], data)
    step.recall_finished(token)
    if token.counts is not None and token.phase != COMPLETE:
        token.status = JOINING
    else:
        step.ready(token, token.phase, token.payload)


def cancel(step: Step, asked: command.Cancel) -> None:
    root = next(frame for frame in step.state.frames.values() if not frame.parent)
    cancel_frame(step, root)
    step.end_instance("cancelled", {"reason": asked.reason})


def _waiting(step: Step, token_id: int, kind: type[Node]) -> tuple[Token, Node]:
    token = step.state.tokens.get(token_id)
    if token is None or token.status != WAITING or not isinstance(step.nodes[token.node], kind):
        raise StaleCommand(f"Expected token {token_id} to wait at a {kind.tag}, but it has moved on.")
    return token, step.nodes[token.node]


def check_now(now: datetime) -> None:
    if now.tzinfo is None or now.utcoffset() is None:
        raise ValueError("expected an aware datetime")


HANDLERS: dict[type, Callable[[Step, Any], None]] = {
    command.Start: starting.start,
    command.CompleteUserTask: complete_user_task,
    command.RefuseAssignee: refuse_assignee,
    command.CompleteJob: complete_job,
    command.FailJob: fail_job,
    command.ThrowError: throw_error,
    command.FireTimer: fire_timer,
    command.DeliverMessage: deliver_message,
    command.DeliverSignal: deliver_signal,
    command.RetryIncident: retry_incident,
    command.Cancel: cancel,
    **operating.HANDLERS,
}
