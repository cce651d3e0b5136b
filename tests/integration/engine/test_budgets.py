"""An endless model becomes an incident while its neighbours go on, and runs to its end once the limit was raised."""

from __future__ import annotations

import time

import pytest

from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.commands.retry_incident import RetryIncident, retry_incident
from engine.commands.start_instance import StartInstance, start_instance
from engine.limits import read_budget
from engine.models import Incident
from engine.runtime.budget import DEFAULT
from tests.integration.engine.conftest import WARD, Case, deploy


def test_an_endless_model_stops_and_its_neighbours_work(consultation, doctor, head, settings):
    # given a model that turns 10,000 times: three steps a turn are more than one advance may take
    deploy("circles")
    began = time.process_time()
    endless = Case(
        start_instance(StartInstance(doctor, "circles", WARD, {"rounds": 10_000, "turn": 0}, business_key="C-2")).instance_id
    )

    # then it stands with an incident soon, and tells what was expected
    assert time.process_time() - began < 10
    (incident,) = Incident.objects.filter(instance_id=endless.id)
    assert (incident.code, incident.state) == ("BudgetExceeded", "open")
    assert "20000 steps" in incident.message
    assert endless.row.status == "running" and endless.open_tasks() == []

    # and the neighbour goes on
    neighbour = Case(start_instance(StartInstance(doctor, "circles", WARD, {"rounds": 3, "turn": 0})).instance_id)
    look = neighbour.open_task("look")
    complete_user_task(CompleteUserTask(doctor, look.pk, {}, look.version))
    assert neighbour.row.status == "completed"

    # when the limit is raised and an operator runs it again
    settings.CARELANE_BUDGET = "steps=100000"
    retry_incident(RetryIncident(head, incident.pk))

    # then it comes to rest where it should
    assert endless.open_tasks() == ["look"]
    assert Incident.objects.get(pk=incident.pk).state == "resolved"


def test_the_limits_of_an_installation():
    changed = read_budget("steps=50000, depth=10")
    assert (changed.steps, changed.depth, changed.variable_bytes) == (50_000, 10, DEFAULT.variable_bytes)
    assert read_budget("") == DEFAULT


@pytest.mark.parametrize("text", ["stpes=1", "steps=0", "steps=many", "steps"])
def test_a_limit_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match="name=number"):
        read_budget(text)
