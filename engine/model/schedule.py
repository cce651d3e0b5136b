"""When timers are due: ISO 8601 dates, durations and repeating intervals, and cron, in an IANA zone.

Years, months, weeks and days are counted on the zone's calendar (P1D is the same wall time tomorrow, month ends clamp); hours,
minutes and seconds are exact. Every instant that goes in or out is an aware UTC datetime.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from croniter import croniter

from engine.calendars import BusinessCalendar, CalendarError
from engine.feel.quoting import shown_value

Kind = Literal["date", "duration", "cycle"]
_DURATION = re.compile(
    r"(?P<sign>-?)P(?=\d|T\d)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:[.,]\d{1,6})?)S)?)?"
)
_INSTANT = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)(?:T(?P<time>\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?))?(?P<offset>Z|[+-]\d\d:?\d\d|@[\w/+-]+)?"
)
_REPEAT = re.compile(r"R(?P<count>\d*)")
_LONGEST = timedelta(days=366 * 200)
_MOST_CLOSED = 5_000  # occurrences on closed days in a row
_FAR = 100_000  # occurrences searched before a schedule counts as endless in the past


class ScheduleError(ValueError):
    """The text is no ISO 8601 date, duration or repeating interval, and no cron expression."""


@dataclass(frozen=True, slots=True)
class Span:
    """A duration: a calendar part and an exact part."""

    months: int = 0
    days: int = 0
    exact: timedelta = timedelta()

    def times(self, count: int) -> Span:
        return Span(self.months * count, self.days * count, self.exact * count)

    @property
    def is_positive(self) -> bool:
        return self.months > 0 or self.days > 0 or self.exact > timedelta()

    @property
    def longest(self) -> timedelta:
        """With months of 31 days: no shorter than the span, but for the hour that a change of clocks may add."""
        return timedelta(days=self.months * 31 + self.days) + self.exact


@dataclass(frozen=True, slots=True)
class Schedule:
    """One parsed timer text. Exactly one of `at`, `span` (without repeat), `span` (with repeat) and `cron` is what it means."""

    at: datetime | None = None  # a date: aware, or naive wall time in the timer's zone
    span: Span | None = None
    repeats: bool = False
    count: int | None = None  # occurrences of a repeating interval, None for endless
    start: datetime | None = None
    end: datetime | None = None
    cron: str = ""


@lru_cache(maxsize=4096)
def parse_schedule(text: str, kind: Kind) -> Schedule:
    """Read a timer text. Raises ScheduleError with a sentence that says what was expected."""
    text = text.strip()
    if kind == "date":
        return Schedule(at=parse_instant(text))
    if kind == "duration":
        return Schedule(span=parse_span(text))
    if text.startswith("R"):
        return _parse_cycle(text)
    if len(text.split()) in (5, 6) and croniter.is_valid(text):
        return Schedule(repeats=True, cron=text)
    raise ScheduleError(
        f"expected a repeating interval such as R3/PT1H or a cron expression such as 0 8 * * *, found “{shown_value(text)}”"
    )


@lru_cache(maxsize=4096)
def parse_span(text: str) -> Span:
    """An ISO 8601 duration, not negative."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise ScheduleError(f"expected an ISO 8601 duration such as PT24H or P3D, found “{shown_value(text)}”")
    if found["sign"]:
        raise ScheduleError(f"a timer cannot wait for a negative duration, found “{shown_value(text)}”")
    number = {name: int(value or 0) for name, value in found.groupdict().items() if name not in ("sign", "seconds")}
    try:
        exact = timedelta(
            hours=number["hours"], minutes=number["minutes"], seconds=float((found["seconds"] or "0").replace(",", "."))
        )
        span = Span(number["years"] * 12 + number["months"], number["weeks"] * 7 + number["days"], exact)
        is_too_long = span.longest > _LONGEST
    except OverflowError:
        is_too_long = True
    if is_too_long:
        raise ScheduleError(f"a timer may wait for 200 years at most, found “{shown_value(text)}”")
    return span


def parse_instant(text: str) -> datetime:
    """An ISO 8601 date and time; without offset it is wall time, a date alone its midnight."""
    found = _INSTANT.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError
        moment = datetime.fromisoformat(f"{found['date']}T{found['time'] or '00:00:00'}")
        offset = found["offset"] or ""
        if offset.startswith("@"):
            return moment.replace(tzinfo=zone_info(offset[1:])).astimezone(UTC)
        return datetime.fromisoformat(moment.isoformat() + offset).astimezone(UTC) if offset else moment
    except ValueError as error:
        raise ScheduleError(
            f"expected an ISO 8601 date and time such as 2026-03-01T08:00:00+08:00, found “{shown_value(text)}”"
        ) from error


def _parse_cycle(text: str) -> Schedule:
    parts = text.split("/")
    repeat = _REPEAT.fullmatch(parts[0])
    if repeat is None or len(parts) not in (2, 3):
        raise ScheduleError(f"expected a repeating interval such as R3/PT1H, found “{shown_value(text)}”")
    count = int(repeat["count"]) if repeat["count"] else None
    if count == 0:
        raise ScheduleError(f"a repeating interval must repeat at least once, found “{shown_value(text)}”")
    start = end = None
    if len(parts) == 2:
        span = parse_span(parts[1])
    elif parts[1].startswith(("P", "-P")):
        span, end = parse_span(parts[1]), parse_instant(parts[2])
    else:
        start = parse_instant(parts[1])
        if parts[2].startswith(("P", "-P")):
            span = parse_span(parts[2])
        else:
            other = parse_instant(parts[2])
            if (start.tzinfo is None) != (other.tzinfo is None):
                raise ScheduleError(f"give both ends of the interval with an offset or both without, found “{shown_value(text)}”")
            span = Span(exact=other - start)
    if not span.is_positive:
        raise ScheduleError(f"a repeating interval needs a positive duration, found “{shown_value(text)}”")
    return Schedule(span=span, repeats=True, count=count, start=start, end=end)


def occurrence(schedule: Schedule, armed_at: datetime, number: int, zone: str) -> datetime | None:
    """The instant of occurrence `number` (from 1) of a timer armed at `armed_at`, None if there is none.

    Cron has no numbered occurrences: pass the previous instant as `armed_at`.
    """
    if schedule.at is not None:
        return _to_utc(schedule.at, zone) if number == 1 else None
    if schedule.cron:
        return _next_cron(schedule.cron, armed_at, zone)
    assert schedule.span is not None
    if not schedule.repeats:
        return add_span(armed_at, schedule.span, zone) if number == 1 else None
    if schedule.count is not None and number > schedule.count:
        return None
    if schedule.start is not None:
        start = _to_utc(schedule.start, zone)
        moment = add_span(start, schedule.span.times(number - 1), zone) if number > 1 else start
    else:
        moment = add_span(armed_at, schedule.span.times(number), zone)
    if schedule.end is not None and moment > _to_utc(schedule.end, zone):
        return None
    return moment


def first_after(schedule: Schedule, armed_at: datetime, number: int, after: datetime, zone: str) -> tuple[int, datetime] | None:
    """The first occurrence from `number` on that lies after `after`: its number and instant."""
    if schedule.cron:
        return number, _next_cron(schedule.cron, max(armed_at, after), zone)
    if schedule.span is not None and schedule.repeats:
        origin = _to_utc(schedule.start, zone) if schedule.start is not None else armed_at
        number = max(number, int((after - origin) / schedule.span.longest) - 2)
    for candidate in range(number, number + _FAR):
        moment = occurrence(schedule, armed_at, candidate, zone)
        if moment is None:
            return None
        if moment > after:
            return candidate, moment
    return None


def add_span(moment: datetime, span: Span, zone: str) -> datetime:
    """Calendar part on the zone's wall clock, then the exact part."""
    if span.months or span.days:
        local = moment.astimezone(zone_info(zone))
        month = local.year * 12 + local.month - 1 + span.months
        year, month = divmod(month, 12)
        day = min(local.day, calendar.monthrange(year, month + 1)[1])
        wall = local.replace(year=year, month=month + 1, day=day, tzinfo=None) + timedelta(days=span.days)
        moment = wall.replace(tzinfo=zone_info(zone), fold=local.fold).astimezone(UTC)
    return moment + span.exact


def add_working_span(moment: datetime, span: Span, calendar: BusinessCalendar) -> datetime:
    """Days are working days, the exact part opening time. Raises ScheduleError for months, and where the calendar cannot tell."""
    if span.months:
        raise ScheduleError("a calendar counts working days and hours, not months and years")
    try:
        if span.days:
            moment = calendar.add_working_days(moment, span.days)
        return calendar.add_working_time(moment, span.exact) if span.exact or not span.days else moment
    except CalendarError as error:
        raise ScheduleError(str(error)) from error


def first_working(
    schedule: Schedule, armed_at: datetime, number: int, after: datetime, zone: str, calendar: BusinessCalendar
) -> tuple[int, datetime] | None:
    """As `first_after`, but only on days on which the calendar is open."""
    for _ in range(_MOST_CLOSED):
        found = first_after(schedule, armed_at, number, after, zone)
        if found is None or calendar.is_working_day(found[1].astimezone(zone_info(calendar.zone)).date()):
            return found
        number, after = found[0] + (0 if schedule.cron else 1), found[1]
    raise ScheduleError(f"the calendar {calendar.key} is closed at all its occurrences")


@lru_cache(maxsize=256)
def zone_info(name: str) -> ZoneInfo:
    """The IANA zone. Raises ScheduleError for a name that is none."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError) as error:
        raise ScheduleError(f"expected an IANA time zone such as Asia/Shanghai, found “{shown_value(name)}”") from error


def as_instant(value: date | datetime, zone: str) -> datetime:
    """A date is its midnight, a naive date and time wall time, both in `zone`; the result is aware UTC."""
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    return _to_utc(value, zone)


def _to_utc(value: datetime, zone: str) -> datetime:
    return (value if value.tzinfo is not None else value.replace(tzinfo=zone_info(zone))).astimezone(UTC)


def _next_cron(text: str, after: datetime, zone: str) -> datetime:
    """A wall time that a change of clocks skips is due when it would have been; one that comes twice fires once.

    An hour field with `*` means every hour that passes, so both of a doubled hour.
    """
    info = zone_info(zone)
    wall = after.astimezone(info)
    hours = text.split()[1]
    if "*" in hours:
        found: datetime = croniter(text, wall).get_next(datetime).astimezone(UTC)
        return found
    search = croniter(text, wall.replace(tzinfo=None))
    while True:
        due_at = search.get_next(datetime).replace(tzinfo=info).astimezone(UTC)
        if due_at > after:  # else the first of two equal wall times, which has passed
            return due_at
