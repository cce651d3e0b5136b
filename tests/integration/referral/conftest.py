"""The shipped referral on the real tables: published, started, worked by the region's people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command

from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.commands.deliver_message import match_messages
from engine.commands.fire_timers import fire_timers
from engine.commands.relay_outbox import relay_outbox
from engine.commands.run_jobs import run_jobs
from engine.models import UserTask
from workflows.cases.commands.open_referral import OpenedReferral, OpenReferral, open_referral
from workflows.form_options import options_for


@pytest.fixture
def published(region) -> None:
    call_command("publish_models", verbosity=0)


@pytest.fixture
def work() -> Callable[[], None]:
    """Let the workers run until nothing is left to do."""

    def work() -> None:
        while run_jobs() + relay_outbox() + match_messages() + fire_timers():
            pass

    return work


@pytest.fixture
def refer(published, actor_of, patient, organisation, work) -> Callable[..., OpenedReferral]:
    """Open a referral as somebody of a place; by default Su Yan of Hexi, up."""

    def refer(by: str = "su.yan", place: str = "hexi", **changes: Any) -> OpenedReferral:
        values = {"patient_id": patient(place).pk, "organisation_id": organisation(place).pk, "problem": "胸痛待查", **changes}
        opened = open_referral(OpenReferral(actor_of(by), **values))
        work()
        return opened

    return refer


@pytest.fixture
def do(actor_of, work) -> Callable[..., None]:
    """Complete the open task of this activity as this person, with the choices that the product offers."""

    def do(username: str, activity_id: str, values: dict[str, Any]) -> None:
        task = UserTask.objects.select_related("instance__definition").get(
            activity_id=activity_id, state__in=("created", "assigned")
        )
        options = options_for(task.instance.definition.key, task.organisation_id)
        complete_user_task(CompleteUserTask(actor_of(username), task.pk, values, task.version, options))
        work()

    return do
