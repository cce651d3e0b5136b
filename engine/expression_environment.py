"""What expressions outside the token machine know: forms, and the conditions and timers that start processes.

They are asked while people wait or in every sweep, so each has a budget of its own. The organisation's calendars are fetched when
an expression first names one: most never do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from engine import feel, registry
from engine.calendars import BusinessCalendar
from engine.runtime.carelane import namespace

BUDGET = feel.Budget(steps=200_000, depth=40, list_length=20_000, string_length=200_000, memory=1_000_000)


class CalendarsOf(Mapping[str, BusinessCalendar]):
    """The calendars of an organisation, by key, as they stand when the first one is asked for."""

    def __init__(self, organisation_id: int) -> None:
        self._organisation_id = organisation_id

    @cached_property
    def _book(self) -> Mapping[str, BusinessCalendar]:
        return registry.calendars.of(self._organisation_id)

    def __getitem__(self, key: str) -> BusinessCalendar:
        return self._book[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._book)

    def __len__(self) -> int:
        return len(self._book)


class NamespacesOf(Mapping[str, Mapping[str, Callable[..., Any]]]):
    """The functions of `carelane.`, made when an expression first calls one: most forms call none."""

    def __init__(self, organisation_id: int) -> None:
        self._organisation_id = organisation_id

    @cached_property
    def _carelane(self) -> Mapping[str, Callable[..., Any]]:
        return namespace(CalendarsOf(self._organisation_id))

    def __getitem__(self, name: str) -> Mapping[str, Callable[..., Any]]:
        if name != "carelane":
            raise KeyError(name)
        return self._carelane

    def __iter__(self) -> Iterator[str]:
        return iter(("carelane",))

    def __len__(self) -> int:
        return 1


def environment_of(organisation_id: int, zone: str, now: datetime) -> feel.Environment:
    """FEEL's clock in this zone, and the functions of `carelane.` with the organisation's calendars."""
    return feel.Environment(now=now, zone=zone, namespaces=NamespacesOf(organisation_id), budget=BUDGET)
