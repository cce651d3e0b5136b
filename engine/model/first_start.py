"""When a timer starts a process: counted from the moment of publication, one occurrence after the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine import feel
from engine.model.elements.timer_event_definition import TimerDefinition
from engine.model.schedule import ScheduleError, first_after, occurrence, parse_schedule

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class DueStart:
    """`number` counts occurrences since `armed_at`; `text` is empty for a timer that starts its process once."""

    due_at: datetime
    armed_at: datetime
    number: int = 1
    text: str = ""


def first_start(definition: TimerDefinition, now: datetime, zone: str, environment: feel.Environment = feel.DEFAULT) -> DueStart:
    """The first occurrence from now on, by what an expression may know of the world beside the clock.

    Raises: ScheduleError where the timer names none.
    """
    zone = definition.zone or zone
    text = _text(definition, replace(environment, now=now, zone=zone))
    schedule = parse_schedule(text, definition.kind)
    if not schedule.repeats:
        due_at = occurrence(schedule, now, 1, zone)
        assert due_at is not None
        return DueStart(due_at, now)
    found = first_after(schedule, now, 1, now - _TICK, zone)
    if found is None:
        raise ScheduleError("all its occurrences lie in the past")
    return DueStart(found[1], now, found[0], text)


def next_start(definition: TimerDefinition, due: DueStart, now: datetime, zone: str) -> tuple[bool, DueStart | None]:
    """Whether this occurrence starts the process, by the catch-up policy, and the one after it."""
    if not due.text:
        return True, None
    zone = definition.zone or zone
    schedule = parse_schedule(due.text, "cycle")
    armed_at = due.due_at if schedule.cron else due.armed_at
    following = occurrence(schedule, armed_at, due.number + 1, zone)
    is_missed = following is not None and following <= now
    if is_missed and definition.catch_up != "all":
        later = first_after(schedule, armed_at, due.number + 1, now, zone)
    else:
        later = (due.number + 1, following) if following is not None else None
    starts = not (is_missed and definition.catch_up == "skip")
    return starts, DueStart(later[1], due.armed_at, later[0], due.text) if later is not None else None


def _text(definition: TimerDefinition, environment: feel.Environment) -> str:
    expression = definition.value.expression
    if expression is None:
        return definition.value.text
    try:
        value = feel.to_json(expression.evaluate({}, environment=environment).value)
    except (feel.FeelBudgetExceeded, TypeError) as refusal:  # a function is no moment
        raise ScheduleError(str(refusal)) from refusal
    if not isinstance(value, str):
        raise ScheduleError("expected a date, a duration or a text such as R/PT24H")
    return value
