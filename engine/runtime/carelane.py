"""The functions that the product adds to FEEL, apart from FEEL's own: `carelane.age at(…)`, `carelane.working hours(…)`, …

Pure: what they know of the hospital (calendars, rosters) is handed in, as an argument or by whoever makes the namespace.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from engine.calendars import BusinessCalendar, CalendarError, calendar_from_json
from engine.feel import FeelDateTime, to_json

NO_CALENDARS: Mapping[str, BusinessCalendar] = {}


def namespace(calendars: Mapping[str, BusinessCalendar] = NO_CALENDARS) -> Mapping[str, Callable[..., Any]]:
    """By name; `calendars` are those that expressions may name."""

    def calendar_of(given: Any) -> BusinessCalendar:
        if isinstance(given, str):
            if given not in calendars:
                raise ValueError(f"there is no calendar '{given[:80]}'")
            return calendars[given]
        try:
            return calendar_from_json(to_json(given))
        except (CalendarError, KeyError, TypeError, AttributeError) as problem:
            raise ValueError(f"this is no calendar: {problem}") from None

    def working_hours(start: Any, end: Any, calendar: Any) -> Any:
        """Open time of a calendar between two moments, as a duration."""
        return calendar_of(calendar).working_time_between(_moment(start), _moment(end))

    def add_working_hours(start: Any, duration: Any, calendar: Any) -> Any:
        """The moment when so much open time has passed."""
        return calendar_of(calendar).add_working_time(_moment(start), duration)

    return {
        **_days_and_rounds(calendar_of),
        "age at": age_at,
        "on duty": on_duty,
        "working hours": working_hours,
        "add working hours": add_working_hours,
    }


def _days_and_rounds(calendar_of: Callable[[Any], BusinessCalendar]) -> dict[str, Callable[..., Any]]:
    def add_working_days(start: Any, count: Any, calendar: Any) -> Any:
        """The same wall time so many working days later."""
        return calendar_of(calendar).add_working_days(_moment(start), int(count))

    def next_round(name: Any, after: Any, calendar: Any) -> Any:
        """The next round of this name, or at this time of day (`08:00`), on an open day."""
        return calendar_of(calendar).next_round(str(name), _moment(after))

    def shift_at(moment: Any, calendar: Any) -> Any:
        """Which shift is on: its name, start and end."""
        name, start, end = calendar_of(calendar).shift_at(_moment(moment))
        return {"name": name, "start": start, "end": end}

    def is_working_day(day: Any, calendar: Any) -> bool:
        return calendar_of(calendar).is_working_day(_day(day))

    return {
        "add working days": add_working_days,
        "next round": next_round,
        "shift at": shift_at,
        "is working day": is_working_day,
    }


def age_at(born: Any, day: Any) -> int:
    """Completed years of life on a day. Who was born on 29 February becomes older on 1 March of other years."""
    first, last = _day(born), _day(day)
    if last < first:
        raise ValueError("the day lies before the birth")
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def on_duty(roster: Any, moment: Any) -> list[Any]:
    """Who stands in a roster at a moment: entries `{person, from, to}`, from inclusive, to exclusive."""
    at = _moment(moment)
    if not isinstance(roster, list) or any(not isinstance(entry, dict) for entry in roster):
        raise ValueError("a roster is a list of contexts with 'person', 'from' and 'to'")
    return [entry.get("person") for entry in roster if _moment(entry.get("from")) <= at < _moment(entry.get("to"))]


def _day(value: Any) -> date:
    found = value.date if isinstance(value, FeelDateTime) else value
    if not isinstance(found, date):
        raise ValueError("expected a date")
    return found


def _moment(value: Any) -> datetime:
    if not isinstance(value, FeelDateTime):
        raise ValueError("expected a date and time")
    return value.to_datetime()


NAMESPACES: Mapping[str, Mapping[str, Callable[..., Any]]] = {"carelane": namespace()}
