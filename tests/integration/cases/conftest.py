"""A small referral of two pools, run for real: request, decision, follow-up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.actor import SYSTEM
from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.commands.deliver_message import match_messages
from engine.commands.deployments import ReviewDeployment, SaveDraft, publish_deployment, save_draft, submit_deployment
from engine.commands.relay_outbox import relay_outbox
from engine.commands.run_jobs import run_jobs
from engine.models import UserTask
from workflows.cases.commands.open_referral import OpenedReferral, OpenReferral, open_referral
from workflows.cases.models import Case

MODELS = Path(__file__).parent / "models"


@pytest.fixture
def processes(region) -> None:
    files = {path.name: path.read_bytes() for path in MODELS.iterdir()}
    draft = save_draft(SaveDraft(SYSTEM, "referral", "Referral", files))
    submit_deployment(ReviewDeployment(SYSTEM, draft.pk))
    publish_deployment(ReviewDeployment(SYSTEM, draft.pk))


@pytest.fixture
def refer(processes, actor_of, patient, organisation) -> Callable[..., OpenedReferral]:
    """Su Yan of Hexi refers a patient to Yuanshan, unless told otherwise."""

    def refer(by: str = "su.yan", place: str = "hexi", to: str = "yuanshan", **changes: Any) -> OpenedReferral:
        values = {
            "patient_id": patient("hexi").pk,
            "organisation_id": organisation(place).pk,
            "problem": "胸痛待查",
            "variables": {"to_organisation_id": organisation(to).pk},
            **changes,
        }
        return open_referral(OpenReferral(actor_of(by), **values))

    return refer


@pytest.fixture
def work() -> Callable[[], None]:
    """Let the workers run until nothing is left to do."""

    def work() -> None:
        while run_jobs() + relay_outbox() + match_messages():
            pass

    return work


@pytest.fixture
def complete(actor_of, work) -> Callable[..., None]:
    """Complete the open user task of this BPMN id for the case, then let the workers run."""

    def complete(number: str, activity_id: str, by: str, **values: Any) -> None:
        task = UserTask.objects.get(instance__business_key=number, activity_id=activity_id, ended_at=None)
        complete_user_task(CompleteUserTask(actor_of(by), task.pk, values, task.version))
        work()

    return complete


@pytest.fixture
def sent(refer, complete) -> Case:
    """A referral that has reached Yuanshan."""
    case = refer().case
    complete(case.number, "review", "he.jun")
    case.refresh_from_db()
    return case
