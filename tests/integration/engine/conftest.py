"""A small process with every kind of waiting, deployed by two people, and personas of two organisations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import registry
from engine.actor import SYSTEM, Actor
from engine.commands.deployments import ReviewDeployment, SaveDraft, publish_deployment, save_draft, submit_deployment
from engine.commands.start_instance import StartInstance, start_instance
from engine.models import ProcessInstance, UserTask
from engine.queries.recorded_events import recorded_events

MODELS = Path(__file__).parent / "models"
WARD, OTHER = 1, 2
WORK = ("work", "start_instance", "read_instance")


def person(number: int, organisation: int, group: str, *permissions: str) -> Actor:
    return Actor(
        id=number,
        organisation_ids=frozenset({organisation}),
        groups=frozenset({(organisation, group)}),
        permissions=frozenset((organisation, name) for name in (*WORK, *permissions)),
    )


@pytest.fixture(autouse=True)
def _no_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine alone: every group that a model names counts as one that somebody holds."""
    monkeypatch.setattr(registry, "candidates", registry.Candidates())


@pytest.fixture
def doctor() -> Actor:
    return person(11, WARD, "doctor@ward")


@pytest.fixture
def colleague() -> Actor:
    return person(12, WARD, "doctor@ward")


@pytest.fixture
def head() -> Actor:
    return person(13, WARD, "head@ward", "assign", "cancel_instance", "operate")


@pytest.fixture
def outsider() -> Actor:
    return person(21, OTHER, "doctor@ward", "assign", "cancel_instance", "operate")


@pytest.fixture
def handlers() -> Iterator[dict[str, Callable[[registry.JobContext], Any]]]:
    """Replaceable handlers of the fixture's service tasks; calls are kept under "calls"."""
    calls: list[registry.JobContext] = []
    chosen: dict[str, Any] = {"calls": calls, "test.remind": lambda job: {}, "test.book": lambda job: {"slot": "A1"}}

    def handle(job: registry.JobContext, topic: str) -> Any:
        calls.append(job)
        return chosen[topic](job)

    previous = registry.service_tasks
    registry.service_tasks = registry.ServiceTasks()
    registry.service_tasks.register("test.remind", lambda job: handle(job, "test.remind"))
    registry.service_tasks.register("test.book", lambda job: handle(job, "test.book"))
    yield chosen
    registry.service_tasks = previous


def deploy(name: str = "consultation", files: dict[str, bytes] | None = None) -> None:
    files = files or {
        path.name: path.read_bytes() for path in MODELS.iterdir() if path.name in (f"{name}.bpmn", "review.form.json")
    }
    draft = save_draft(SaveDraft(SYSTEM, name, name, files))
    submit_deployment(ReviewDeployment(SYSTEM, draft.pk))
    publish_deployment(ReviewDeployment(SYSTEM, draft.pk))


@pytest.fixture
def consultation(db: None, clock: Any, handlers: Any) -> None:
    deploy()


class Case:
    """One started instance, spoken of by the BPMN ids of its tasks."""

    def __init__(self, instance_id: Any) -> None:
        self.id = instance_id

    @property
    def row(self) -> ProcessInstance:
        return ProcessInstance.objects.get(pk=self.id)

    def open_task(self, activity_id: str) -> UserTask:
        return UserTask.objects.get(instance_id=self.id, activity_id=activity_id, ended_at=None)

    def open_tasks(self) -> list[str]:
        rows = UserTask.objects.filter(instance_id=self.id, ended_at=None)
        return sorted(rows.values_list("activity_id", flat=True))

    def events(self, kind: str) -> list[str]:
        return [event.activity_id for event in recorded_events(self.id) if event.kind == kind]


@pytest.fixture
def case(consultation: None, doctor: Actor) -> Case:
    return Case(start_instance(StartInstance(doctor, "consultation", WARD, business_key="C-1")).instance_id)
