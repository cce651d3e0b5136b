"""Acts of operators on live instances, on real tables: rights, reasons, what the database shows, who is told."""

from __future__ import annotations

import pytest

from engine.commands.add_token import AddToken, add_token
from engine.commands.cancel_token import CancelToken, cancel_token
from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.commands.deliver_message import DeliverMessage, deliver_message, match_messages
from engine.commands.fire_timers import fire_timers
from engine.commands.move_token import MoveToken, move_token
from engine.commands.resolve_incident import ResolveIncident, resolve_incident
from engine.commands.resume_instance import ResumeInstance, resume_instance
from engine.commands.run_jobs import run_jobs
from engine.commands.set_variables import SetVariables, set_variables
from engine.commands.suspend_instance import SuspendInstance, suspend_instance
from engine.errors import InvalidInput, InvalidState, NotAuthorised, NotFound
from engine.models import Incident, Job, Timer
from engine.queries.recorded_events import first_broken_link, recorded_events
from engine.queries.tokens import tokens
from engine.replay import rebuilt_state

from .conftest import WARD


def complete(case, activity_id, actor, **form):
    return complete_user_task(CompleteUserTask(actor, case.open_task(activity_id).pk, form))


def last_event(case, kind):
    return [event for event in recorded_events(case.id) if event.kind == kind][-1]


def token_at(case, actor, activity_id):
    return next(row.id for row in tokens(actor, case.id).rows if row.activity_id == activity_id)


def test_a_suspended_instance_keeps_its_tasks_but_nothing_moves(case, head, doctor, clock):
    # given a task with a reminder after 12 h and a limit after 24 h
    suspend_instance(SuspendInstance(head, case.id, "Recall of a device"))

    # when two days pass and somebody tries
    clock.advance(hours=48)
    assert fire_timers() == 0
    with pytest.raises(InvalidState, match="suspended"):
        complete(case, "review", doctor, decision="accept")

    # then it stands as it stood, and the history says who and why
    assert case.row.status == "suspended"
    assert case.open_tasks() == ["review"]
    event = last_event(case, "instance_suspended")
    assert (event.actor_id, event.data["reason"]) == (head.id, "Recall of a device")


def test_what_came_due_meanwhile_takes_effect_after_the_resumption(case, head, clock):
    suspend_instance(SuspendInstance(head, case.id, "Recall"))
    clock.advance(hours=48)

    resume_instance(ResumeInstance(head, case.id, "Devices replaced"))
    assert Timer.objects.filter(instance_id=case.id).count() == 2
    fire_timers()

    assert case.row.status == "running"
    assert case.open_tasks() == ["escalated"]
    assert rebuilt_state(case.id) == case.row.state
    assert first_broken_link(case.id) is None


def test_jobs_and_messages_wait_for_the_resumption(case, head, doctor, handlers):
    # given a booking that is queued
    complete(case, "review", doctor, decision="accept")
    suspend_instance(SuspendInstance(head, case.id, "Recall"))

    assert run_jobs() == 0
    resume_instance(ResumeInstance(head, case.id, "Go on"))
    run_jobs()
    assert case.events("activity_completed")[-1] == "book"

    # and a message that comes while it is suspended again
    suspend_instance(SuspendInstance(head, case.id, "Recall"))
    state = deliver_message(DeliverMessage("m-1", "ConsultationAnswer", "C-1", WARD))
    assert state == "buffered"
    assert match_messages() == 0
    resume_instance(ResumeInstance(head, case.id, "Go on"))
    assert match_messages() == 1
    assert case.open_tasks() == ["close"]


def test_a_job_that_was_leased_before_the_suspension_is_not_run_after_it(case, head, doctor, handlers):
    from engine import leases
    from engine.commands.run_jobs import run_job

    complete(case, "review", doctor, decision="accept")
    ((job_id, fence),) = leases.lease(Job, limit=1, fence="fence")
    suspend_instance(SuspendInstance(head, case.id, "Recall"))

    run_job(Job.objects.get(pk=job_id).pk, fence)

    assert handlers["calls"] == []
    assert run_jobs() == 0


def test_a_moved_token_withdraws_its_task_and_opens_the_other(case, head):
    move_token(MoveToken(head, case.id, "Reviewed by telephone", token_at(case, head, "review"), "close"))

    assert case.open_tasks() == ["close"]
    assert Timer.objects.filter(instance_id=case.id).count() == 0
    assert last_event(case, "token_moved").data["reason"] == "Reviewed by telephone"


def test_a_token_is_added_and_cancelled(case, head):
    add_token(AddToken(head, case.id, "Asked for a second look", "escalated"))
    assert case.open_tasks() == ["escalated", "review"]

    cancel_token(CancelToken(head, case.id, "Not needed", token_at(case, head, "escalated")))
    assert case.open_tasks() == ["review"]
    assert rebuilt_state(case.id) == case.row.state


def test_corrected_values_stand_in_the_history_with_their_reason(case, head):
    set_variables(SetVariables(head, case.id, "Typing error", {"weight": 70}))

    event = last_event(case, "variables_corrected")
    assert (event.data["names"], event.data["reason"], event.actor_id) == (["weight"], "Typing error", head.id)


def test_an_incident_is_resolved_by_hand(case, head, doctor, handlers):
    handlers["test.book"] = lambda job: 1 / 0
    complete(case, "review", doctor, decision="accept")
    run_jobs()
    Job.objects.update(available_at="2026-01-01T00:00:00Z")
    run_jobs()
    incident = Incident.objects.get(state="open")

    with pytest.raises(NotAuthorised):
        resolve_incident(ResolveIncident(doctor, incident.pk, "x"))
    resolve_incident(ResolveIncident(head, incident.pk, "Booked by telephone", {"slot": "B2"}))

    assert Incident.objects.get().state == "resolved"
    with pytest.raises(InvalidState):
        resolve_incident(ResolveIncident(head, incident.pk, "again"))


ACTS = {
    "suspend": lambda actor, case, reason: suspend_instance(SuspendInstance(actor, case.id, reason)),
    "resume": lambda actor, case, reason: resume_instance(ResumeInstance(actor, case.id, reason)),
    "move": lambda actor, case, reason: move_token(MoveToken(actor, case.id, reason, 2, "close")),
    "add": lambda actor, case, reason: add_token(AddToken(actor, case.id, reason, "close")),
    "cancel": lambda actor, case, reason: cancel_token(CancelToken(actor, case.id, reason, 2)),
    "correct": lambda actor, case, reason: set_variables(SetVariables(actor, case.id, reason, {"a": 1})),
}


@pytest.mark.parametrize("act", ACTS)
def test_outsiders_find_nothing_colleagues_may_not_and_nobody_acts_without_a_reason(case, act, head, colleague, outsider):
    before = case.row.revision

    with pytest.raises(NotFound):
        ACTS[act](outsider, case, "x")
    with pytest.raises(NotAuthorised):
        ACTS[act](colleague, case, "x")
    with pytest.raises(InvalidInput):
        ACTS[act](head, case, "  ")

    assert case.row.revision == before
