"""A timer whose calendar days or wall time belong to no named zone."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.elements.timer_event_definition import TimerDefinition
from engine.model.lint.graph import definitions_of
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.schedule import Schedule, ScheduleError, parse_schedule
from engine.model.texts import Text


def places(subject: Subject) -> Iterator[Place]:
    for node in subject.model.nodes:
        for definition in definitions_of(node):
            if not isinstance(definition, TimerDefinition) or definition.zone or subject.model.processes[node.process].zone:
                continue
            if _needs_zone(definition):
                yield at(node, text=definition.value.text[:80])


def _needs_zone(definition: TimerDefinition) -> bool:
    if definition.value.expression is not None:
        return False  # what FEEL gives may carry its zone itself
    try:
        schedule = parse_schedule(definition.value.text, definition.kind)
    except ScheduleError:
        return False
    return bool(schedule.cron) or _has_calendar_part(schedule) or _is_local(schedule)


def _has_calendar_part(schedule: Schedule) -> bool:
    return schedule.span is not None and bool(schedule.span.months or schedule.span.days)


def _is_local(schedule: Schedule) -> bool:
    return any(each is not None and each.tzinfo is None for each in (schedule.at, schedule.start, schedule.end))


RULE = LintRule(
    id="timer_without_zone",
    severity="warning",
    message=Text("The timer “{name}” ({text}) names no time zone.", "定时器“{name}”（{text}）没有指定时区。"),
    documentation=Text(
        "Days, months, wall times and cron mean another instant in another zone; without a name the organisation's zone decides.",
        "天、月、钟面时间和 cron 在不同时区对应不同时刻；未指定时按机构时区计算。",
    ),
    quick_fix=Text(
        "Set carelane:zone on the process or on the timer, such as Asia/Shanghai.",
        "请在流程或定时器上填写 carelane:zone，例如 Asia/Shanghai。",
    ),
    places=places,
)
