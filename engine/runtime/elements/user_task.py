"""User task: opened with everything a worklist needs; completed with the values of its form."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from engine import feel
from engine.feel.quoting import shown_value
from engine.limits_of_columns import LARGEST_PRIORITY, LONGEST_GROUP
from engine.model.elements.user_task import UserTask
from engine.model.process_model import Value
from engine.model.reading import comma_list
from engine.model.schedule import ScheduleError
from engine.runtime import effects as effect
from engine.runtime.arming import arm_boundary
from engine.runtime.moments import moment_from
from engine.runtime.state import Token
from engine.runtime.step import Behaviour, Step, Stop


def enter(step: Step, token: Token, node: UserTask) -> None:
    opened = effect.OpenUserTask(
        token.id,
        node.id,
        _candidates(step, token, node),
        _assignee(step, token, node.assignee),
        _moment(step, token, node, node.due),
        _moment(step, token, node, node.follow_up),
        _priority(step, token, node.priority),
        node.form_key,
        step.mapped(node.inputs, token),
    )
    arm_boundary(step, token, node)
    if node.calendar:
        due = {"due_at": opened.due_at.isoformat()} if opened.due_at is not None else {}
        step.note("activity_started", token, node, {**due, **step.asked(node.calendar)})
    else:
        step.start_node(token, node)
    step.emit(opened)
    step.wait(token)


def complete(step: Step, token: Token, node: UserTask) -> None:
    step.take_over(token, node.outputs, token.payload or {})
    step.complete_node(token, node)


def cancel(step: Step, token: Token) -> None:
    step.emit(effect.CloseUserTask(token.id, "cancelled"))


def _candidates(step: Step, token: Token, node: UserTask) -> tuple[str, ...]:
    """Groups, and users as groups of one: `user@name`."""
    users = (f"user@{name}" for name in _groups(step, token, node.candidate_users))
    groups = tuple(dict.fromkeys([*_groups(step, token, node.candidate_groups), *users]))
    for group in groups:
        if len(group) > LONGEST_GROUP:
            raise Stop("ValueTooLong", f"Expected at most {LONGEST_GROUP} characters as a candidate group, found {len(group)}.")
    return groups


def _groups(step: Step, token: Token, value: Value | None) -> tuple[str, ...]:
    found = step.value(value, token) if value is not None else None
    if found is None:
        return ()
    if isinstance(found, str):
        return comma_list(found)
    if isinstance(found, list) and all(isinstance(each, str) for each in found):
        return tuple(found)
    raise Stop("WrongType", f"Expected candidate groups as a string or a list of strings, found {_shown(found)}.")


def _assignee(step: Step, token: Token, value: Value | None) -> str:
    found = step.value(value, token) if value is not None else None
    if found is None or isinstance(found, str):
        return found or ""
    raise Stop("WrongType", f"Expected the assignee as a username, found {_shown(found)}.")


def _moment(step: Step, token: Token, node: UserTask, value: Value | None) -> datetime | None:
    found = step.value(value, token) if value is not None else None
    if found is None:
        return None
    try:
        return moment_from(found, step.now, step.zone_of(node), step.calendar(node.calendar))
    except ScheduleError as error:
        raise Stop("WrongType", f"Due and follow-up dates of a user task: {error}.") from error


def _priority(step: Step, token: Token, value: Value) -> int:
    if value.expression is None:
        return int(value.text)
    found = step.value(value, token)
    if isinstance(found, Decimal) and found == found.to_integral_value():
        if abs(found) > LARGEST_PRIORITY:
            raise Stop("ValueTooLarge", f"Expected a priority of at most {LARGEST_PRIORITY}, found {_shown(found)}.")
        return int(found)
    if found is None:
        return 50
    raise Stop("WrongType", f"Expected the priority as a whole number, found {_shown(found)}.")


def _shown(value: Any) -> str:
    return shown_value(feel.to_json(value), 100)


BEHAVIOUR = Behaviour(enter, complete, cancel)
