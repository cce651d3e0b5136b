"""Business calendars ↔ JSON, and the digest by which history names the one that was asked."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from engine.calendars.business_calendar import DAY, BusinessCalendar, CalendarError, Hours

_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*[-–—]\s*(?:([01]\d|2[0-3]):([0-5]\d)|(24):(00))")


def hours_from_text(text: str) -> tuple[Hours, ...]:
    """`08:00-12:00, 14:00-17:30`; an end at or before the start lies on the next day (`22:00-08:00`). Empty: closed."""
    found = []
    for part in re.split(r"[,;，；]", text):
        if not part.strip():
            continue
        match = _HOURS.fullmatch(part.strip())
        if match is None:
            raise CalendarError(f"expected hours such as 08:00-12:00, found “{part.strip()[:40]}”")
        start = int(match[1]) * 60 + int(match[2])
        end = int(match[3] or match[5]) * 60 + int(match[4] or match[6])
        found.append(Hours(start, end if end > start else end + DAY))
    found.sort()
    if any(one.end > other.start for one, other in pairwise(found)):
        raise CalendarError(f"expected hours that do not overlap, found “{text.strip()[:80]}”")
    return tuple(found)


def calendar_to_json(calendar: BusinessCalendar) -> dict[str, Any]:
    return {
        "key": calendar.key,
        "zone": calendar.zone,
        "week": [_pairs(hours) for hours in calendar.week],
        "days": {day.isoformat(): _pairs(hours) for day, hours in sorted(calendar.days.items())},
        "shifts": {name: [hours.start, hours.end] for name, hours in sorted(calendar.shifts.items())},
        "rounds": dict(sorted(calendar.rounds.items())),
    }


def calendar_from_json(raw: Mapping[str, Any]) -> BusinessCalendar:
    return BusinessCalendar(
        key=raw["key"],
        zone=raw["zone"],
        week=tuple(_hours(day) for day in raw["week"]),
        days={date.fromisoformat(day): _hours(pairs) for day, pairs in raw["days"].items()},
        shifts={name: Hours(*pair) for name, pair in raw["shifts"].items()},
        rounds=dict(raw["rounds"]),
    )


def digest_of(calendar: BusinessCalendar) -> str:
    """The same for the same calendar, whoever computes it."""
    text = json.dumps(calendar_to_json(calendar), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class CalendarBook(dict[str, BusinessCalendar]):
    """The calendars that one organisation offers, by key. Whoever asks one notes its version with the answer."""

    def __init__(self, calendars: Iterable[BusinessCalendar] = ()) -> None:
        super().__init__((calendar.key, calendar) for calendar in calendars)
        self._versions: dict[str, str] = {}

    def version(self, key: str) -> str:
        if key not in self._versions:
            self._versions[key] = digest_of(self[key])[:12]
        return self._versions[key]


class EveryCalendar(CalendarBook):
    """For trying a model out where no organisation is at hand: any calendar that it names is there, and never closes."""

    def __bool__(self) -> bool:
        return True

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str)

    def __missing__(self, key: str) -> BusinessCalendar:
        return BusinessCalendar(key=key, zone="UTC")


def _pairs(hours: Iterable[Hours]) -> list[list[int]]:
    return [[each.start, each.end] for each in hours]


def _hours(pairs: Iterable[Iterable[int]]) -> tuple[Hours, ...]:
    return tuple(Hours(*pair) for pair in pairs)
