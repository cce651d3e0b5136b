"""The engine's ports: what a hospital plugs into it. Filled once, in `AppConfig.ready()`, by explicit calls."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from engine.calendars import CalendarBook
from engine.model.process_model import ProcessModel


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a service task's handler is told.

    `idempotency_key` names one visit of one instance at its task: all attempts carry the same, those after a worker's death and
    those of a retried incident too. `job_id` names the row alone, which a retried incident makes anew.
    """

    job_id: UUID
    instance_id: UUID
    organisation_id: int
    business_key: str
    process_key: str
    activity_id: str
    payload: Mapping[str, Any]
    now: datetime
    attempt: int
    idempotency_key: str = ""


class BpmnError(Exception):
    """A service task ended in a way that its model foresees with an error boundary event."""

    def __init__(self, code: str, message: str = "") -> None:
        self.code = code
        super().__init__(message or code)


Handler = Callable[[JobContext], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class ServiceTask:
    topic: str
    handler: Handler
    # Inside the transaction that completes the job (database work only), or outside it, where it may run twice.
    is_transactional: bool


class ServiceTasks:
    def __init__(self) -> None:
        self._by_topic: dict[str, ServiceTask] = {}

    def register(self, topic: str, handler: Handler, *, transactional: bool = True) -> None:
        if topic in self._by_topic and self._by_topic[topic].handler is not handler:
            raise ValueError(f"Expected one handler for the topic {topic}, but a second one was registered")
        self._by_topic[topic] = ServiceTask(topic, handler, transactional)

    def get(self, topic: str) -> ServiceTask | None:
        return self._by_topic.get(topic)

    def topics(self) -> list[str]:
        return sorted(self._by_topic)


@dataclass(frozen=True, slots=True)
class InstanceEvent:
    """One event of the history, as a listener sees it, inside the transaction that wrote it."""

    instance_id: UUID
    organisation_id: int
    business_key: str
    process_key: str
    kind: str
    activity_id: str
    actor_id: int | None
    at: datetime
    data: Mapping[str, Any]


Listener = Callable[[InstanceEvent], None]


class Listeners:
    """Who hears what happens. What nobody listens to is committed a round trip sooner, so listeners name their processes."""

    def __init__(self) -> None:
        self._registered: list[tuple[frozenset[str], frozenset[str] | None, Listener]] = []
        self._by_process: dict[str, dict[str, list[Listener]]] = {}

    def register(self, kinds: Collection[str], listener: Listener, *, process_keys: Collection[str] | None = None) -> None:
        """`process_keys`: the processes whose events it hears; None for all."""
        entry = (frozenset(kinds), None if process_keys is None else frozenset(process_keys), listener)
        if entry not in self._registered:
            self._registered.append(entry)
            self._by_process.clear()

    def of_process(self, process_key: str) -> Mapping[str, list[Listener]]:
        """The listeners of a process by kind of event, in the order in which they were registered."""
        found = self._by_process.get(process_key)
        if found is None:
            found = {}
            for kinds, process_keys, listener in self._registered:
                if process_keys is None or process_key in process_keys:
                    for kind in kinds:
                        found.setdefault(kind, []).append(listener)
            self._by_process[process_key] = found
        return found


NO_CALENDARS = CalendarBook()


class Calendars:
    """Where the business calendars of an organisation come from; without a directory there are none."""

    def __init__(self) -> None:
        self._provider: Callable[[int], CalendarBook] | None = None
        self._kept: Callable[[Mapping[str, str]], CalendarBook] | None = None

    def register(self, provider: Callable[[int], CalendarBook], kept: Callable[[Mapping[str, str]], CalendarBook]) -> None:
        """`kept` finds versions that were asked once: key → version."""
        self._provider, self._kept = provider, kept

    def of(self, organisation_id: int) -> CalendarBook:
        return self._provider(organisation_id) if self._provider is not None else NO_CALENDARS

    def asked_by(self, model: ProcessModel, organisation_id: int) -> CalendarBook:
        """The organisation's, for a model that asks one: the others cost nothing."""
        return self.of(organisation_id) if model.asks_calendars else NO_CALENDARS

    def of_versions(self, versions: Mapping[str, str]) -> CalendarBook:
        return self._kept(versions) if versions and self._kept is not None else NO_CALENDARS


class AssigneeRefused(Exception):
    """The person whom a model assigns may not do the task; the text says who was expected."""


# (username, organisation id, candidate groups) → the person's id. Raises: AssigneeRefused.
AssigneeCheck = Callable[[str, int, tuple[str, ...]], int]


def active_account(username: str, _organisation_id: int, _groups: tuple[str, ...]) -> int:
    """What the engine itself can know of an assignee, where no directory is plugged in."""
    from django.contrib.auth import get_user_model

    accounts = get_user_model()._default_manager.filter(username=username, is_active=True)
    found: int | None = accounts.values_list("pk", flat=True).first()
    if found is None:
        raise AssigneeRefused(f"Expected the assignee “{username}” to be an active account.")
    return found


# Those of the names that stand for nobody, in their order.
NamesOfNobody = Callable[[Collection[str]], list[str]]


def _all_known(_names: Collection[str]) -> list[str]:
    return []


class Zones:
    """The IANA zone of an organisation, for timers that name none."""

    def __init__(self) -> None:
        self.of: Callable[[int], str] = lambda _organisation_id: settings.TIME_ZONE

    def register(self, of: Callable[[int], str]) -> None:
        self.of = of


class Assignees:
    def __init__(self) -> None:
        self.check: AssigneeCheck = active_account

    def register(self, check: AssigneeCheck) -> None:
        self.check = check


class Candidates:
    """Which of the groups and people that a model names there are none of; without a directory every name counts as known."""

    def __init__(self) -> None:
        self.unknown_groups: NamesOfNobody = _all_known
        self.unknown_people: NamesOfNobody = _all_known

    def register(self, unknown_groups: NamesOfNobody, unknown_people: NamesOfNobody) -> None:
        self.unknown_groups, self.unknown_people = unknown_groups, unknown_people


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """One thing to deliver outside the transaction: at least once, so the deliverer must be idempotent by `key`."""

    key: str
    kind: str
    payload: Mapping[str, Any]
    attempt: int
    # Asked before each further thing that takes seconds: whether it is still this worker's, for another while.
    keep: Callable[[], bool] = lambda: True


Deliver = Callable[[OutboxItem], None]


class OutboxDeliverers:
    def __init__(self) -> None:
        self._by_kind: dict[str, Deliver] = {}

    def register(self, kind: str, deliver: Deliver) -> None:
        self._by_kind[kind] = deliver

    def get(self, kind: str) -> Deliver | None:
        return self._by_kind.get(kind)


class Organisations:
    """Which organisations there are: a process that a timer starts is started in each of them."""

    def __init__(self) -> None:
        self.active: Callable[[], Mapping[str, int]] = dict  # code → id


class Sweeps:
    """What the hospital does in each sweep beside the engine's own work: rows that come due on a clock of its own."""

    def __init__(self) -> None:
        self._work: list[Callable[[], int]] = []

    def register(self, work: Callable[[], int]) -> None:
        """`work` does what is due, quickly finds that nothing is, and returns how much it did."""
        if work not in self._work:
            self._work.append(work)

    def work(self) -> tuple[Callable[[], int], ...]:
        return tuple(self._work)


organisations = Organisations()
sweeps = Sweeps()
service_tasks = ServiceTasks()
assignees = Assignees()
candidates = Candidates()
zones = Zones()
listeners = Listeners()
outbox = OutboxDeliverers()
calendars = Calendars()
