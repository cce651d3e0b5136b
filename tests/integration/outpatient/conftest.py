"""The hospital's clinics as a place to act in: book, complete what is open, let the workers run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bpmn.loader import load
from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.commands.deliver_message import match_messages
from engine.commands.fire_timers import fire_timers
from engine.commands.relay_outbox import relay_outbox
from engine.commands.run_jobs import run_jobs
from engine.models import UserTask
from workflows.families.outpatient.commands.book_visit import BookedVisit, BookVisit, book_visit
from workflows.families.outpatient.models import ClinicSession
from workflows.families.publishing import publish_shipped


@pytest.fixture
def clinics(region) -> None:
    publish_shipped(load("outpatient"))


@pytest.fixture
def session(clinics, clock) -> Callable[..., ClinicSession]:
    """The next session of a clinic: the demonstration's first of tomorrow, unless told otherwise."""

    def find(clinic: str = "internal_medicine", day: int = 1, **changes: Any) -> ClinicSession:
        since = clock.now + timedelta(days=day) - timedelta(hours=clock.now.hour + 8)
        found = ClinicSession.objects.filter(department__code=clinic, starts_at__gte=since).order_by("starts_at").first()
        assert found is not None
        ClinicSession.objects.filter(pk=found.pk).update(**changes)
        found.refresh_from_db()
        return found

    return find


@pytest.fixture
def book(session, actor_of, patient) -> Callable[..., BookedVisit]:
    def book(by: str = "fang.ling", at: ClinicSession | None = None, **changes: Any) -> BookedVisit:
        values = {"session_id": (at or session()).pk, "patient_id": patient("yuanshan").pk, "reason": "乏力", **changes}
        return book_visit(BookVisit(actor_of(by), **values))

    return book


@pytest.fixture
def work(clock) -> Callable[[], None]:
    """Let the workers run until nothing is left to do."""

    def work() -> None:
        while run_jobs() + relay_outbox() + match_messages() + fire_timers():
            pass

    return work


@pytest.fixture
def complete(actor_of, work) -> Callable[..., None]:
    """Complete the open user task of this BPMN id for the visit, then let the workers run."""

    def complete(number: str, activity_id: str, by: str, **values: Any) -> None:
        work()
        task = UserTask.objects.get(instance__business_key=number, activity_id=activity_id, ended_at=None)
        complete_user_task(CompleteUserTask(actor_of(by), task.pk, values, task.version))
        work()

    return complete


@pytest.fixture
def open_tasks(work) -> Callable[[str], list[str]]:
    def open_tasks(number: str) -> list[str]:
        work()
        found = UserTask.objects.filter(instance__business_key=number, ended_at=None)
        return sorted(found.values_list("activity_id", flat=True))

    return open_tasks


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]
