"""Acts of operators on live instances, on real tables: rights, reasons, what the database shows, who is told."""

from __future__ import annotations

import pytest

from engine.clock import real_now
from engine.commands.add_token import AddToken, add_token
from engine.commands.cancel_token import CancelToken, cancel_token
from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.commands.decide_skip import DecideSkip, agree_to_skip
from engine.commands.deliver_message import DeliverMessage, deliver_message, match_messages
from engine.commands.fire_timers import fire_timers
from engine.commands.move_token import MoveToken, move_token
from engine.commands.operated import NotSigned
from engine.commands.request_skip import RequestSkip, request_skip
from engine.commands.resolve_incident import ResolveIncident, resolve_incident
from engine.commands.resume_instance import ResumeInstance, resume_instance
from engine.commands.run_jobs import run_jobs
from engine.commands.second_signature import SecondSignatureNeeded
from engine.commands.set_variables import SetVariables, set_variables
from engine.commands.suspend_instance import SuspendInstance, suspend_instance
from engine.errors import InvalidInput, InvalidState, NotAuthorised, NotFound
from engine.models import Incident, Job, Timer
from engine.queries.recorded_events import first_broken_link, recorded_events
from engine.queries.tokens import tokens
from engine.replay import rebuilt_state

from .conftest import WARD, person


@pytest.fixture
def deputy():
    return person(14, WARD, "head@ward", "operate")


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


def test_a_moved_token_withdraws_its_task_and_opens_the_other(case, head, deputy):
    asked = RequestSkip(head, case.id, "Reviewed by telephone", token_at(case, head, "review"), act="move", target_id="close")
    agree_to_skip(DecideSkip(deputy, request_skip(asked).pk, authenticated_at=real_now()))

    assert case.open_tasks() == ["close"]
    assert Timer.objects.filter(instance_id=case.id).count() == 0
    assert last_event(case, "token_moved").data["reason"] == "Reviewed by telephone"


def test_a_token_is_added_and_cancelled(case, head, deputy):
    add_token(AddToken(head, case.id, "Asked for a second look", "escalated"))
    assert case.open_tasks() == ["escalated", "review"]

    asked = RequestSkip(head, case.id, "Not needed", token_at(case, head, "escalated"), act="cancel")
    agree_to_skip(DecideSkip(deputy, request_skip(asked).pk, authenticated_at=real_now()))
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


def test_one_operator_alone_leaves_no_user_task_undone(case, head, deputy, doctor):
    # given a review that waits
    review = token_at(case, head, "review")
    for act in (
        lambda: move_token(MoveToken(head, case.id, "x", review, "close")),
        lambda: move_token(MoveToken(head, case.id, "x", review, "wait_answer")),
        lambda: cancel_token(CancelToken(head, case.id, "x", review)),
    ):
        with pytest.raises(SecondSignatureNeeded, match="Review request"):
            act()
    assert case.open_tasks() == ["review"]

    # when it is asked for, then only somebody else with a password brings it about
    asked = request_skip(RequestSkip(head, case.id, "x", review, act="move", target_id="close"))
    with pytest.raises(NotAuthorised):
        agree_to_skip(DecideSkip(head, asked.pk, authenticated_at=real_now()))
    with pytest.raises(NotSigned):
        agree_to_skip(DecideSkip(deputy, asked.pk))
    assert case.open_tasks() == ["review"]
    agree_to_skip(DecideSkip(deputy, asked.pk, authenticated_at=real_now()))
    assert case.open_tasks() == ["close"]
    signed = last_event(case, "step_skip_signed")
    assert (signed.actor_id, signed.data["act"], signed.data["requested_by"]) == (deputy.id, "move", head.id)


def test_a_user_task_that_is_still_to_come_is_not_jumped_over_alone(case, head, doctor):
    complete(case, "review", doctor, decision="accept")
    waiting = token_at(case, head, "book")

    with pytest.raises(SecondSignatureNeeded, match="Close"):
        move_token(MoveToken(head, case.id, "x", waiting, "closed"))
    # within automatic and waiting steps, and back, one person suffices
    move_token(MoveToken(head, case.id, "Booked by telephone", waiting, "wait_answer"))
    move_token(MoveToken(head, case.id, "Once more", token_at(case, head, "wait_answer"), "book"))
    move_token(MoveToken(head, case.id, "From the beginning", token_at(case, head, "book"), "review"))
    assert case.open_tasks() == ["review"]


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
