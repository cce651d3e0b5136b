"""Timers: armed with an absolute instant; a cycle on a non-interrupting event is armed again each time it fires."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.calendars import BusinessCalendar, CalendarError
from engine.model.elements.multiple_event_definition import part_of, waits_for_all
from engine.model.elements.timer_event_definition import TimerDefinition
from engine.model.process_model import Node
from engine.model.schedule import (
    Schedule,
    ScheduleError,
    add_working_span,
    first_after,
    first_working,
    occurrence,
    parse_schedule,
)
from engine.runtime import effects as effect
from engine.runtime.moments import moment_from
from engine.runtime.state import EPOCH, TICK, Timer, Token
from engine.runtime.step import Step, Stop


@dataclass(frozen=True, slots=True)
class Plan:
    due_at: datetime
    number: int = 1
    text: str = ""  # of a timer that fires again
    calendar: str = ""  # key of the calendar that was asked


def prepare(step: Step, token: Token, node: Node, definition: TimerDefinition) -> Plan:
    """When the timer is due. Raises Stop where the text is no timer or names no instant that is still to come."""
    zone = step.zone_of(node, definition.zone)
    found = step.value(definition.value, token, zone=zone)
    calendar = step.calendar(definition.calendar)
    try:
        if definition.value.expression is not None and definition.kind != "cycle":
            return Plan(moment_from(found, step.now, zone, calendar), calendar=definition.calendar)
        if not isinstance(found, str):
            raise ScheduleError("expected a text such as R3/PT1H")
        return _plan(step, node, parse_schedule(found, definition.kind), found, zone, calendar)
    except (ScheduleError, OverflowError) as error:
        raise Stop("TimerUnreadable", f"The timer of {node.id}, “{definition.value.text}”: {error}.") from error


def _plan(step: Step, node: Node, schedule: Schedule, text: str, zone: str, calendar: BusinessCalendar | None) -> Plan:
    key = calendar.key if calendar is not None else ""
    if not schedule.repeats:
        if calendar is not None and schedule.span is not None:
            return Plan(add_working_span(step.now, schedule.span, calendar), calendar=key)
        due_at = occurrence(schedule, step.now, 1, zone)
        assert due_at is not None
        return Plan(due_at)
    found = _first(schedule, step.now, 1, step.now - TICK, zone, calendar)
    if found is None:
        raise ScheduleError("all its occurrences lie in the past")
    fires_again = getattr(node, "interrupting", True) is False and not waits_for_all(node)
    return Plan(found[1], found[0], text if fires_again else "", key)


def _first(
    schedule: Schedule, armed_at: datetime, number: int, after: datetime, zone: str, calendar: BusinessCalendar | None
) -> tuple[int, datetime] | None:
    if calendar is None:
        return first_after(schedule, armed_at, number, after, zone)
    return first_working(schedule, armed_at, number, after, zone, calendar)


def arm(step: Step, token: Token, node: Node, plan: Plan, part: int = 0) -> None:
    _set(step, token, node, plan, micros(step.now), part)


def _set(step: Step, token: Token, node: Node, plan: Plan, armed_at: int, part: int) -> None:
    timer = Timer(step.state.next_id(), token.id, node.index, micros(plan.due_at), part)
    if plan.text:
        timer.number, timer.armed_at, timer.text = plan.number, armed_at, plan.text
    step.state.timers[timer.id] = timer
    token.owned.append(timer.id)
    step.emit(effect.SetTimer(timer.id, token.id, node.id, plan.due_at))
    data = {"timer_id": timer.id, "due_at": plan.due_at.isoformat(), **step.asked(plan.calendar)}
    step.note("timer_set", token, node, data)


def bring_back(step: Step, token: Token, node: Node, timer: Timer) -> None:
    """A timer that a migration had ended, under a new number and with the moment that it had."""
    timer.id = step.state.next_id()
    step.state.timers[timer.id] = timer
    token.owned.append(timer.id)
    due_at = instant(timer.due)
    step.emit(effect.SetTimer(timer.id, token.id, node.id, due_at))
    step.note("timer_set", token, node, {"timer_id": timer.id, "due_at": due_at.isoformat(), "again": True})


def fire(step: Step, token: Token, timer: Timer, node: Any) -> bool:
    """The timer is due: it goes, and comes again if it repeats. False if its catch-up policy skips this occurrence."""
    del step.state.timers[timer.id]
    token.owned.remove(timer.id)
    step.emit(effect.ClearTimer(timer.id))
    due_at = instant(timer.due)
    fires = not timer.text or _come_again(step, token, timer, node, due_at)
    data = {"timer_id": timer.id, "due_at": due_at.isoformat()}
    step.note("timer_fired" if fires else "timer_cleared", token, node, data if fires else {**data, "missed": True})
    return fires


def _come_again(step: Step, token: Token, timer: Timer, node: Any, due_at: datetime) -> bool:
    """Arm the next occurrence; occurrences that passed while nobody looked are merged, replayed or skipped by the policy."""
    definition: TimerDefinition = part_of(node, timer.part)
    zone = step.zone_of(node, definition.zone)
    schedule = parse_schedule(timer.text, "cycle")
    armed_at = due_at if schedule.cron else instant(timer.armed_at)
    calendar = _calendar_again(step, token, node, definition)
    later = _following(schedule, armed_at, timer.number + 1, due_at, zone, calendar)
    is_missed = later is not None and later[1] <= step.now
    if is_missed and definition.catch_up != "all":
        later = _first(schedule, armed_at, timer.number + 1, step.now, zone, calendar)
    if later is not None:
        plan = Plan(later[1], later[0], timer.text, calendar.key if calendar is not None else "")
        _set(step, token, node, plan, timer.armed_at, timer.part)
    return not (is_missed and definition.catch_up == "skip")


def _following(
    schedule: Schedule, armed_at: datetime, number: int, due_at: datetime, zone: str, calendar: BusinessCalendar | None
) -> tuple[int, datetime] | None:
    if calendar is not None:
        return first_working(schedule, armed_at, number, due_at, zone, calendar)
    following = occurrence(schedule, armed_at, number, zone)
    return (number, following) if following is not None else None


def _calendar_again(step: Step, token: Token, node: Any, definition: TimerDefinition) -> BusinessCalendar | None:
    """A reminder must not fall silent because its calendar was removed, or never opens again: it then comes on every day."""
    try:
        calendar = step.calendar(definition.calendar)
        if calendar is not None:
            calendar.next_opening(step.now)
    except (Stop, CalendarError) as problem:
        step.note("expression_warned", token, node, {"expression": definition.calendar, "message": str(problem)})
        return None
    return calendar


def micros(moment: datetime) -> int:
    return (moment - EPOCH) // TICK


def instant(number: int) -> datetime:
    return EPOCH + timedelta(microseconds=number)
