"""Timer event definition: a date, a duration or a cycle (ISO 8601, cron, or FEEL that yields one) in an IANA zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.model.process_model import Value
from engine.model.reading import CARELANE, Reading, children, text_of
from engine.model.schedule import Kind, ScheduleError, parse_schedule, parse_span, zone_info
from engine.model.texts import Text

KINDS: dict[str, Kind] = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}
CATCH_UP = ("once", "all", "skip")


@dataclass(frozen=True, slots=True)
class TimerDefinition:
    kind: Kind
    value: Value
    zone: str = ""  # "" for the instance's
    catch_up: str = "once"
    calendar: str = ""  # key of a business calendar: durations count in its working time, cycles keep to its open days


def read(reading: Reading, definition: Any) -> TimerDefinition | None:
    """The definition, None if it was refused."""
    found = [(kind, child) for name, kind in KINDS.items() for child in children(definition, name)]
    if len(found) != 1 or not text_of(found[0][1]):
        reading.refuse(
            "timer_incomplete",
            "A timer needs exactly one of timeDate, timeDuration and timeCycle.",
            "定时器必须且只能填写 timeDate、timeDuration、timeCycle 之一。",
            at=definition,
            hint=Text("For example a duration PT24H.", "例如时长 PT24H。"),
        )
        return None
    kind, element = found[0]
    value = reading.value_of(text_of(element), at=element)
    if value is None:
        return None
    if value.expression is None and not _is_readable(reading, element, value.text, kind):
        return None
    calendar = _calendar(reading, definition, kind, value)
    return TimerDefinition(kind, value, _zone(reading, definition), _catch_up(reading, definition), calendar)


def _calendar(reading: Reading, definition: Any, kind: Kind, value: Value) -> str:
    key = (definition.get(CARELANE + "calendar") or reading.attribute("calendar")).strip()
    if key and kind == "date" and value.expression is None:
        reading.refuse(
            "calendar_without_use",
            "A fixed date needs no calendar.",
            "固定日期不需要日历。",
            at=definition,
            hint=Text("Remove carelane:calendar, or give a duration or a cycle.", "请删除 carelane:calendar，或改用时长或周期。"),
        )
    if key and kind == "duration" and value.expression is None:
        check_working_span(reading, definition, value.text)
    return key


def check_working_span(reading: Reading, at: Any, text: str) -> None:
    """A calendar counts days and hours; months of working days mean nothing."""
    try:
        span = parse_span(text)
    except ScheduleError:
        return  # refused already
    if span.months:
        reading.refuse(
            "working_months",
            "“{text}” cannot be counted on a calendar: it knows working days and hours, not months and years.",
            "“{text}”无法按日历计算：日历只计工作日和工作小时，不计月和年。",
            at=at,
            text=text,
            hint=Text("Give days or hours, such as P3D or PT8H.", "请填写天数或小时数，例如 P3D 或 PT8H。"),
        )


def _is_readable(reading: Reading, element: Any, text: str, kind: Kind) -> bool:
    try:
        parse_schedule(text, kind)
    except ScheduleError as error:
        reading.refuse(
            "timer_unreadable",
            "The timer cannot be read: {problem}.",
            "无法读取定时器：{problem}。",
            at=element,
            problem=str(error),
            hint=Text("FEEL begins with =, for example =appointment.", "FEEL 表达式以 = 开头，例如 =appointment。"),
        )
        return False
    return True


def _zone(reading: Reading, definition: Any) -> str:
    zone = (definition.get(CARELANE + "zone") or reading.attribute("zone")).strip()
    return zone if not zone or is_zone(reading, definition, zone) else ""


def is_zone(reading: Reading, at: Any, zone: str) -> bool:
    """Refuse a name that is no IANA zone."""
    try:
        zone_info(zone)
    except ScheduleError as error:
        reading.refuse(
            "unknown_zone", "{problem}.", "时区应为 IANA 名称，例如 Asia/Shanghai：{problem}。", at=at, problem=str(error)
        )
        return False
    return True


def _catch_up(reading: Reading, definition: Any) -> str:
    policy = (definition.get(CARELANE + "catchUp") or reading.attribute("catchUp") or "once").strip()
    if policy in CATCH_UP:
        return policy
    reading.refuse(
        "unknown_catch_up",
        "carelane:catchUp is “{policy}”; expected once, all or skip.",
        "carelane:catchUp 的值是“{policy}”；应为 once、all 或 skip。",
        at=definition,
        policy=policy,
    )
    return "once"
