"""What a deviation rule reads: the recorded events of one instance, and facts that were looked up for it. Pure values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from engine import feel

DEFAULT_ZONE = "Asia/Shanghai"
ENDINGS = frozenset({"instance_completed", "instance_terminated", "instance_cancelled"})


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One recorded fact. `seq` is its number within the instance, from 1; `at` is aware UTC."""

    seq: int
    at: datetime
    kind: str
    activity_id: str = ""
    token_id: int | None = None
    actor_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Task:
    """One user task of the instance: when it opened, was due and closed."""

    activity_id: str
    opened_at: datetime
    due_at: datetime | None = None
    closed_at: datetime | None = None
    is_completed: bool = False
    token_id: int | None = None


@dataclass(frozen=True, slots=True)
class OtherReferral:
    """Another referral of the same patient. Times are aware UTC."""

    case_id: int
    problem: str
    urgency: str
    opened_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What the history of some case told about a patient: that they died, or were admitted. `case_id` names that case."""

    kind: str
    at: datetime
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the case of an instance knows; looked up before the rules run, never by them."""

    case_id: int | None = None
    direction: str = ""
    urgency: str = ""
    problem: str = ""
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    others: tuple[OtherReferral, ...] = ()
    told: tuple[Told, ...] = ()


NO_CASE = CaseFacts()


@dataclass(frozen=True)
class History:
    """The events of one instance in order of `seq`, its user tasks, and what its model and its case say beside them.

    `rounds`: activities that a loop repeats on purpose. `expected_after`: activity → those that belong before it.
    """

    process_key: str
    events: tuple[HistoryEvent, ...]
    tasks: tuple[Task, ...] = ()
    facts: CaseFacts = NO_CASE
    rounds: frozenset[str] = frozenset()
    expected_after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of_kind(self, *kinds: str, activity: str | None = None) -> Iterator[HistoryEvent]:
        """Events of these kinds, of one activity if it is named, oldest first."""
        for event in self.events:
            if event.kind in kinds and activity in (None, event.activity_id):
                yield event

    def messages(self, kind: str, *names: str) -> Iterator[HistoryEvent]:
        """`kind` is "message_sent" or "message_received"; oldest first."""
        for event in self.of_kind(kind):
            if event.data.get("name") in names:
                yield event

    @cached_property
    def start(self) -> HistoryEvent | None:
        """The event that began the instance."""
        return next(self.of_kind("instance_started"), None)

    @property
    def last_seq(self) -> int:
        return self.events[-1].seq if self.events else 0

    @cached_property
    def ending(self) -> HistoryEvent | None:
        """The event that ended the instance, None for a live one."""
        return next((event for event in reversed(self.events) if event.kind in ENDINGS), None)

    def value(self, name: str, at_seq: int | None = None) -> Any:
        """The last value of a variable up to and with event `at_seq`, as FEEL; None where it was never set."""
        for event in reversed(self.events):
            if event.kind == "variables_set" and name in event.data and (at_seq is None or event.seq <= at_seq):
                return feel.from_json(event.data[name])
        return None

    def moment(self, name: str, at_seq: int | None = None) -> datetime | None:
        """A variable that holds a date and time, as aware UTC; None for anything else. Local times are of the instance's zone."""
        value = self.value(name, at_seq)
        return value.to_datetime(self.zone).astimezone(UTC) if isinstance(value, feel.FeelDateTime) else None

    @cached_property
    def zone(self) -> str:
        """IANA name of the zone that the instance was started with."""
        start = next(self.of_kind("command"), None)
        return str((start.data.get("with") or {}).get("zone") or DEFAULT_ZONE) if start else DEFAULT_ZONE

    def was_set(self, name: str, after_seq: int = 0) -> Iterator[HistoryEvent]:
        """Each event that set this variable, oldest first."""
        for event in self.of_kind("variables_set"):
            if event.seq > after_seq and name in event.data:
                yield event


def first(events: Iterator[HistoryEvent], after_seq: int = 0) -> HistoryEvent | None:
    """The first of these events behind number `after_seq`."""
    return next((event for event in events if event.seq > after_seq), None)
