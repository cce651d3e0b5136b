"""A process is due in its organisation's working time, and can be rebuilt although the calendar has changed since."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from engine.actor import Actor
from engine.commands.start_instance import StartInstance, start_instance
from engine.models import ProcessInstance, Timer, UserTask
from engine.replay import rebuilt_state
from tests.integration.engine.conftest import deploy
from workflows.directory.models import Alliance, Organisation, WorkCalendar


@pytest.fixture
def ward(db: Any, clock: Any) -> Organisation:
    alliance = Alliance.objects.create(code="a", name_en="A", name_zh="甲")
    return Organisation.objects.create(
        code="w", number_prefix="WX", kind="hospital", alliance=alliance, name_en="W", name_zh="乙"
    )


def test_counts_working_time_and_rebuilds_after_the_calendar_changed(ward, clock):
    # given a calendar that is open in the morning
    calendar = WorkCalendar.objects.create(
        organisation=ward, key="office", name_en="Office", name_zh="办公", week=["08:00-12:00"] * 7
    )
    deploy("office")
    doctor = Actor(
        id=11,
        organisation_ids=frozenset({ward.pk}),
        groups=frozenset({(ward.pk, "doctor@ward")}),
        permissions=frozenset({(ward.pk, "start_instance")}),
    )
    clock.now = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)  # 11:00 in Shanghai

    # when a process starts
    started = start_instance(StartInstance(doctor, "office", ward.pk))

    # then four hours of work end on the next day at 11:00
    due_at = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)
    assert UserTask.objects.get(instance_id=started.instance_id).due_at == due_at
    assert Timer.objects.get(instance_id=started.instance_id).due_at == due_at

    # and when the hours change, what began keeps its moment, and its history still gives the same state
    calendar.week = ["08:00-20:00"] * 7
    calendar.save()
    assert rebuilt_state(started.instance_id) == ProcessInstance.objects.get(pk=started.instance_id).state
