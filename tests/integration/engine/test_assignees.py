"""A task for somebody who may not do it does not open: an incident says who was expected."""

from __future__ import annotations

import pytest

from engine import registry
from engine.commands.retry_incident import RetryIncident, retry_incident
from engine.commands.start_instance import StartInstance, start_instance
from engine.models import Incident, UserTask
from engine.queries.recorded_events import first_broken_link
from tests.integration.engine.conftest import WARD, Case, deploy


@pytest.fixture
def handover(db, clock, monkeypatch):
    """The model, and a directory that knows one doctor of the ward."""

    def check(username, organisation_id, groups):
        if (username, organisation_id, groups) != ("wang", WARD, ("doctor@ward",)):
            raise registry.AssigneeRefused(f"Expected the assignee “{username}” to hold one of {', '.join(groups)}.")
        return 11

    assignees = registry.Assignees()
    assignees.register(check)
    monkeypatch.setattr(registry, "assignees", assignees)
    deploy("handover")


def started(doctor, who: str) -> Case:
    return Case(start_instance(StartInstance(doctor, "handover", WARD, {"who": who})).instance_id)


def test_a_valid_assignee_gets_the_task_at_once(handover, doctor):
    case = started(doctor, "wang")
    assert (case.open_task("take").assignee_id, case.open_task("take").state) == (11, "assigned")
    assert not Incident.objects.exists()


def test_another_one_is_an_incident_that_a_mended_value_ends(handover, doctor, head):
    # given a name that the directory does not let do it
    case = started(doctor, "li")
    incident = Incident.objects.get()
    assert (incident.activity_id, incident.code) == ("take", "AssigneeRefused")
    assert "“li” to hold one of doctor@ward" in incident.message
    assert not UserTask.objects.exists()
    assert case.row.status == "running"

    # when it is retried as it is, then it stands again
    retry_incident(RetryIncident(head, incident.pk))
    assert Incident.objects.filter(state="open").count() == 1

    # and with the right person it opens
    retry_incident(RetryIncident(head, Incident.objects.get(state="open").pk, {"who": "wang"}))
    assert case.open_task("take").assignee_id == 11
    assert first_broken_link(case.id) is None
