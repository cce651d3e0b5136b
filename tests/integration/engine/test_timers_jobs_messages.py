from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from engine import registry
from engine.actor import SYSTEM
from engine.commands.cancel_instance import CancelInstance, cancel_instance
from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.commands.deliver_message import DeliverMessage, deliver_message
from engine.commands.fire_timers import fire_timers
from engine.commands.post_message import PostMessage, post_message
from engine.commands.retry_incident import RetryIncident, retry_incident
from engine.commands.start_instance import StartInstance, start_instance
from engine.errors import InvalidInput, InvalidState, NotAuthorised, NotFound
from engine.jobs import sweep_until_idle
from engine.models import Incident, Job, Message, OutboxEntry, ProcessInstance, Timer, UserTask
from engine.queries.recorded_events import recorded_events
from tests.integration.engine.conftest import OTHER, WARD, Case


def accept(case, doctor):
    complete_user_task(CompleteUserTask(doctor, case.open_task("review").pk, {"decision": "accept"}))


def make_jobs_available():
    from engine.clock import real_now

    Job.objects.update(available_at=real_now() - timedelta(seconds=1), lease_until=None)


def test_timers_fire_in_order_and_once(case, handlers, clock):
    assert fire_timers() == 0
    clock.advance(hours=12)
    sweep_until_idle()
    assert case.events("timer_fired") == ["remind"]
    assert [job.activity_id for job in handlers["calls"]] == ["send_reminder"]
    clock.advance(hours=12)
    sweep_until_idle()
    sweep_until_idle()
    assert case.events("timer_fired") == ["remind", "late"]
    assert case.open_tasks() == ["escalated"]
    assert not Timer.objects.exists()


def test_both_timers_due_during_downtime_fire_once_each(case, handlers, clock):
    clock.advance(days=3)
    sweep_until_idle()
    assert case.events("timer_fired") == ["remind", "late"]
    assert len(handlers["calls"]) == 1


def test_a_failing_job_is_tried_again_then_becomes_an_incident_that_can_be_retried(case, doctor, head, outsider, handlers):
    # given a handler that fails
    handlers["test.book"] = lambda job: 1 / 0
    accept(case, doctor)

    # when all its attempts are used up
    sweep_until_idle()
    assert Job.objects.get().attempts == 1
    assert not Incident.objects.exists()
    make_jobs_available()
    sweep_until_idle()

    # then an incident stands, the instance runs, and only who operates here may retry
    incident = Incident.objects.get()
    assert (incident.activity_id, incident.state) == ("book", "open")
    assert "ZeroDivisionError" in incident.message
    assert case.row.status == "running"
    with pytest.raises(NotFound):
        retry_incident(RetryIncident(outsider, incident.pk))
    with pytest.raises(NotAuthorised):
        retry_incident(RetryIncident(doctor, incident.pk))

    # and when it is mended, the step goes on where it stopped
    handlers["test.book"] = lambda job: {"slot": "B2"}
    retry_incident(RetryIncident(head, incident.pk))
    sweep_until_idle()
    incident.refresh_from_db()
    assert (incident.state, incident.ended_by_id) == ("resolved", head.id)
    assert case.row.subscriptions.exists()
    with pytest.raises(InvalidState):
        retry_incident(RetryIncident(head, incident.pk))


def test_a_job_without_handler_becomes_an_incident(case, doctor, handlers):
    registry.service_tasks = registry.ServiceTasks()
    accept(case, doctor)
    for _attempt in range(2):
        make_jobs_available()
        sweep_until_idle()
    assert "No handler" in Incident.objects.get().message


def test_a_bpmn_error_takes_its_boundary(case, doctor, handlers):
    def full(job):
        raise registry.BpmnError("FULL", "no bed")

    handlers["test.book"] = full
    accept(case, doctor)
    sweep_until_idle()
    assert case.row.status == "completed"
    assert "no_slot" in case.events("activity_completed")


def test_a_slow_workers_late_answer_is_dropped(case, doctor, handlers):
    """The fence: a second worker took the job over while the first was still at it."""
    accept(case, doctor)

    def overtaken(job):
        Job.objects.update(fence=99)
        return {"slot": "late"}

    handlers["test.book"] = overtaken
    from engine.commands import run_jobs
    from engine.leases import lease

    job_id, fence = lease(Job, limit=1, fence="fence")[0]
    registry.service_tasks = registry.ServiceTasks()
    registry.service_tasks.register("test.book", overtaken, transactional=False)
    from engine.sql import as_uuid

    run_jobs.run_job(as_uuid(job_id), fence)
    assert case.events("activity_completed").count("book") == 0
    assert Job.objects.get().fence == 99


def test_an_early_message_waits_and_is_applied_once(case, doctor, handlers):
    message = DeliverMessage("key-1", "ConsultationAnswer", "C-1", WARD, {"answer": "yes"})
    assert deliver_message(message) == "buffered"
    assert deliver_message(message) == "buffered"
    accept(case, doctor)
    sweep_until_idle()
    assert case.open_tasks() == ["close"]
    assert deliver_message(message) == "applied"
    assert case.events("message_received") == ["wait_answer"]
    assert Message.objects.count() == 1


def test_a_message_of_another_organisation_or_case_does_not_match(case, doctor, handlers):
    accept(case, doctor)
    sweep_until_idle()
    deliver_message(DeliverMessage("a", "ConsultationAnswer", "C-1", OTHER, {}))
    deliver_message(DeliverMessage("b", "ConsultationAnswer", "C-2", WARD, {}))
    deliver_message(DeliverMessage("c", "Unheard", "C-1", WARD, {}))
    sweep_until_idle()
    assert case.open_tasks() == []
    assert set(Message.objects.values_list("state", flat=True)) == {"buffered"}


def test_a_message_given_by_hand_names_its_sender_in_inbox_and_history(case, doctor, head, outsider, handlers):
    # given a case that waits for an answer, which the process of the other organisation sends
    accept(case, doctor)
    sweep_until_idle()
    by_hand = partial(PostMessage, message_key="m", name="ConsultationAnswer", correlation_key="C-1", organisation_id=WARD)

    # when others than its process try to answer
    with pytest.raises(NotFound):
        post_message(by_hand(outsider, reason="I know it"))
    with pytest.raises(NotAuthorised):
        post_message(by_hand(head, reason="I know it"))
    officer = replace(head, permissions=head.permissions | {(WARD, "deliver_for_others")})
    with pytest.raises(InvalidInput):
        post_message(by_hand(officer, reason=" "))
    assert case.open_tasks() == []

    # then only an officer with a reason can, and both stand in the inbox and in the history
    assert post_message(by_hand(officer, reason="told by telephone")) == "applied"
    assert (Message.objects.get().sender_id, Message.objects.get().reason) == (head.id, "told by telephone")
    given = next(event for event in recorded_events(case.id) if event.kind == "message_given_by_hand")
    assert (given.actor_id, given.data["reason"]) == (head.id, "told by telephone")
    assert case.events("message_received") == ["wait_answer"]


def test_a_name_that_no_process_sends_needs_an_operator(case, doctor, head):
    with pytest.raises(NotAuthorised):
        post_message(PostMessage(doctor, "m", "LaboratoryResult", "C-1", WARD))
    assert post_message(PostMessage(head, "m", "LaboratoryResult", "C-1", WARD)) == "buffered"


def test_an_unclaimed_message_expires(case, clock):
    deliver_message(DeliverMessage("a", "Unheard", "C-1", WARD, {}, expires_at=clock.now + timedelta(hours=1)))
    clock.advance(hours=2)
    sweep_until_idle()
    assert Message.objects.get().state == "expired"


def test_two_organisations_talk_through_outbox_and_inbox(case, doctor, handlers):
    accept(case, doctor)
    sweep_until_idle()
    # a request arrives at the other organisation and starts its process
    deliver_message(DeliverMessage("r", "ConsultationRequest", "C-1", OTHER, {"from_organisation_id": WARD}))
    answering = Case(ProcessInstance.objects.get(definition__key="answering").pk)
    assert (answering.row.organisation_id, answering.row.business_key) == (OTHER, "C-1")
    # its answer travels back
    complete_user_task(CompleteUserTask(SYSTEM, answering.open_task("answer").pk, {}))
    sweep_until_idle()
    assert OutboxEntry.objects.get(kind="message").delivered_at is not None
    assert answering.row.status == "completed"
    assert case.open_tasks() == ["close"]
    # and says where it came from
    answer = Message.objects.get(name="ConsultationAnswer")
    assert (answer.sender_instance_id, answer.sender_organisation_id) == (answering.id, OTHER)


def test_a_repeated_request_starts_one_instance(consultation):
    for _time in range(3):
        deliver_message(DeliverMessage("r", "ConsultationRequest", "C-9", OTHER, {"from_organisation_id": WARD}))
    assert ProcessInstance.objects.count() == 1


def test_cancel_closes_everything(case, doctor, head, outsider):
    with pytest.raises(NotFound):
        cancel_instance(CancelInstance(outsider, case.id, "no"))
    with pytest.raises(NotAuthorised):
        cancel_instance(CancelInstance(doctor, case.id, "no"))
    with pytest.raises(InvalidInput):
        cancel_instance(CancelInstance(head, case.id, "  "))
    cancel_instance(CancelInstance(head, case.id, "patient moved away"))
    assert case.row.status == "cancelled"
    assert case.row.ended_at is not None
    assert UserTask.objects.get(instance_id=case.id).state == "cancelled"
    assert not Timer.objects.exists()
    with pytest.raises(InvalidState):
        cancel_instance(CancelInstance(head, case.id, "again"))


def test_only_starters_start(consultation, head, outsider, doctor):
    with pytest.raises(NotAuthorised):
        start_instance(StartInstance(head, "consultation", WARD))
    with pytest.raises(NotFound):
        start_instance(StartInstance(outsider, "consultation", WARD))
    with pytest.raises(NotFound):
        start_instance(StartInstance(doctor, "no_such_process", WARD))
    with pytest.raises(NotAuthorised):
        start_instance(StartInstance(doctor, "answering", WARD))


def test_one_broken_instance_does_not_hold_up_its_neighbours(consultation, doctor, handlers, clock, monkeypatch):
    # given two instances with due timers, of which the first cannot be read any more
    broken, sound = (
        Case(start_instance(StartInstance(doctor, "consultation", WARD, business_key=key)).instance_id) for key in "ab"
    )
    ProcessInstance.objects.filter(pk=broken.id).update(state="garbage")
    clock.advance(hours=25)

    # when the sweep runs
    sweep_until_idle()

    # then the other one has escalated, and the broken one is tried again later
    assert sound.open_tasks() == ["escalated"]
    assert broken.open_tasks() == ["review"]
    assert Timer.objects.filter(instance_id=broken.id).exclude(retry_at=None).exists()
