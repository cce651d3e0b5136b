"""Run again, the commands of the history give the stored state."""

from __future__ import annotations

import pytest

from engine.commands.cancel_instance import CancelInstance, cancel_instance
from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.commands.deliver_message import DeliverMessage, deliver_message
from engine.commands.retry_incident import RetryIncident, retry_incident
from engine.commands.start_instance import StartInstance, start_instance
from engine.jobs import sweep_until_idle
from engine.models import HistoryEntry, Incident
from engine.queries.instance import history
from engine.queries.recorded_events import first_broken_link
from engine.registry import BpmnError
from engine.replay import rebuilt_state
from tests.integration.engine.conftest import WARD, Case
from tests.integration.engine.test_timers_jobs_messages import accept, make_jobs_available


def holds(case: Case) -> bool:
    return rebuilt_state(case.id) == case.row.state and first_broken_link(case.id) is None


def test_at_every_step_of_a_long_way(consultation, doctor, colleague, head, handlers, clock):
    # given values of many kinds
    variables = {"dose": 1.5, "tags": ["a", None], "nested": {"x": True}, "name": "测试", "none": None, "zero": 0}
    case = Case(start_instance(StartInstance(doctor, "consultation", WARD, variables, "C-1")).instance_id)
    assert holds(case)

    # when a reminder fires, a job fails for good and is retried with a mended value, and an answer comes
    clock.advance(hours=12, seconds=7)
    sweep_until_idle()
    assert holds(case)
    handlers["test.book"] = lambda job: 1 / 0
    accept(case, doctor)
    for _attempt in range(2):
        make_jobs_available()
        sweep_until_idle()
    assert Incident.objects.count() == 1
    assert holds(case)
    handlers["test.book"] = lambda job: {"slot": "B2"}
    retry_incident(RetryIncident(head, Incident.objects.get().pk, {"dose": 2}))
    sweep_until_idle()
    deliver_message(DeliverMessage("k", "ConsultationAnswer", "C-1", WARD, {"answer": "yes"}))
    assert holds(case)
    complete_user_task(CompleteUserTask(colleague, case.open_task("close").pk, {}))

    # then
    assert case.row.status == "completed"
    assert holds(case)


@pytest.mark.parametrize("ends", ["deadline", "error", "cancel"])
def test_of_what_ends_otherwise(case, doctor, head, handlers, clock, ends):
    if ends == "deadline":
        clock.advance(hours=25)
        sweep_until_idle()
    elif ends == "error":

        def full(job):
            raise BpmnError("FULL", "no bed")

        handlers["test.book"] = full
        accept(case, doctor)
        sweep_until_idle()
    else:
        cancel_instance(CancelInstance(head, case.id, "moved away"))
    assert holds(case)


def test_a_changed_command_gives_another_state(case, doctor, handlers):
    accept(case, doctor)
    entry = HistoryEntry.objects.filter(instance_id=case.id).order_by("-first_seq").first()
    HistoryEntry.objects.filter(pk=entry.pk).update(events=entry.events.replace('"accept"', '"reject"'))
    assert rebuilt_state(case.id) != case.row.state


def test_readers_of_the_story_are_spared_the_commands(case, doctor):
    assert "command" not in {row.kind for row in history(doctor, case.id)}
