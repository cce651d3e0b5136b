from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from engine.commands.claim_user_task import (
    AssignUserTask,
    ClaimUserTask,
    DelegateUserTask,
    UnclaimUserTask,
    assign_user_task,
    claim_user_task,
    delegate_user_task,
    unclaim_user_task,
)
from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.errors import Conflict, FormInvalid, InvalidState, NotAuthorised, NotFound
from engine.jobs import sweep_until_idle
from engine.models import UserTaskCandidate
from engine.queries.recorded_events import recorded_events
from tests.integration.engine.conftest import WARD, person


def complete(case, activity, actor, **fields):
    task = case.open_task(activity)
    return complete_user_task(CompleteUserTask(actor, task.pk, fields, task.version))


def test_completes_and_moves_on(case, doctor):
    # given an open review
    task = case.open_task("review")

    # when the doctor rejects it
    advanced = complete_user_task(CompleteUserTask(doctor, task.pk, {"decision": "reject", "beds": 2}, 1))

    # then the process has ended, the task says who did it, and nothing of it waits any more
    task.refresh_from_db()
    assert (task.state, task.completed_by_id) == ("completed", doctor.id)
    assert (advanced.status, case.row.status) == ("completed", "completed")
    assert not case.row.timers.exists()
    assert not UserTaskCandidate.objects.exists()
    assert case.events("instance_completed") == [""] or case.events("instance_completed")


def test_opens_the_next_task_and_names_it(case, doctor, handlers, clock):
    complete(case, "review", doctor, decision="accept")
    assert sweep_until_idle() >= 1
    assert case.open_tasks() == []
    assert list(case.row.subscriptions.values_list("message_name", "correlation_key")) == [("ConsultationAnswer", "C-1")]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "decision"),
        ({"decision": "maybe"}, "decision"),
        ({"decision": "accept", "beds": 11}, "beds"),
        ({"decision": "accept", "beds": "many"}, "beds"),
        ({"decision": "accept", "approved_by_boss": True}, "approved_by_boss"),
    ],
)
def test_refuses_wrong_and_undeclared_fields_and_saves_nothing(case, doctor, fields, field):
    revision = case.row.revision
    with pytest.raises(FormInvalid) as refusal:
        complete(case, "review", doctor, **fields)
    assert field in refusal.value.field_errors
    assert case.row.revision == revision
    assert case.open_tasks() == ["review"]


def test_refuses_fields_where_there_is_no_form(case, doctor, head, clock):
    clock.advance(hours=25)
    sweep_until_idle()
    with pytest.raises(FormInvalid):
        complete(case, "escalated", head, anything=1)


def test_refuses_a_completed_task(case, doctor, colleague):
    task = case.open_task("review")
    complete(case, "review", doctor, decision="reject")
    with pytest.raises(InvalidState) as refusal:
        complete_user_task(CompleteUserTask(colleague, task.pk, {"decision": "accept"}))
    assert refusal.value.http_status in (404, 409)


def test_refuses_a_stale_version(case, doctor):
    task = case.open_task("review")
    claim_user_task(ClaimUserTask(doctor, task.pk))
    with pytest.raises(Conflict):
        complete_user_task(CompleteUserTask(doctor, task.pk, {"decision": "accept"}, 1))


def test_a_foreign_organisation_finds_nothing(case, outsider):
    with pytest.raises(NotFound):
        complete(case, "review", outsider, decision="accept")
    with pytest.raises(NotFound):
        claim_user_task(ClaimUserTask(outsider, case.open_task("review").pk))
    with pytest.raises(NotFound):
        claim_user_task(ClaimUserTask(outsider, uuid4()))


def test_another_role_of_the_house_may_not(case):
    auditor = person(31, WARD, "nurse@ward", "read_all_instances")
    with pytest.raises(NotAuthorised):
        complete(case, "review", auditor, decision="accept")


def test_a_colleague_without_a_part_in_the_case_learns_nothing_of_its_tasks(case, doctor, colleague):
    # given a task, first open, then ended
    nurse, task = person(31, WARD, "nurse@ward"), case.open_task("review")
    tries = (
        lambda: claim_user_task(ClaimUserTask(nurse, task.pk)),
        lambda: unclaim_user_task(UnclaimUserTask(nurse, task.pk)),
        lambda: assign_user_task(AssignUserTask(nurse, task.pk, colleague)),
        lambda: delegate_user_task(DelegateUserTask(nurse, task.pk, colleague)),
        lambda: complete_user_task(CompleteUserTask(nurse, task.pk, {"decision": "accept"})),
    )
    for attempt in tries:
        with pytest.raises(NotFound):
            attempt()
    complete(case, "review", doctor, decision="accept")

    # then it is as if there were none
    for attempt in tries:
        with pytest.raises(NotFound):
            attempt()


def test_refuses_a_task_that_the_deadline_has_already_taken(case, doctor, clock):
    # given a review whose 24 h limit has passed while no worker was running
    task = case.open_task("review")
    clock.advance(hours=24, seconds=1)

    # when the doctor completes it before any sweep
    with pytest.raises(InvalidState) as refusal:
        complete_user_task(CompleteUserTask(doctor, task.pk, {"decision": "accept"}, task.version))

    # then the escalation stands, and the doctor is told why
    assert "limit passed at" in str(refusal.value)
    assert case.open_tasks() == ["escalated"]


def test_only_one_person_holds_a_task(case, doctor, colleague, head, outsider):
    task = case.open_task("review")
    claim_user_task(ClaimUserTask(doctor, task.pk))
    with pytest.raises(InvalidState):
        claim_user_task(ClaimUserTask(colleague, task.pk))
    with pytest.raises(InvalidState):
        complete_user_task(CompleteUserTask(colleague, task.pk, {"decision": "accept"}))
    with pytest.raises(NotAuthorised):
        unclaim_user_task(UnclaimUserTask(colleague, task.pk))
    with pytest.raises(NotAuthorised):
        delegate_user_task(DelegateUserTask(colleague, task.pk, doctor))
    with pytest.raises(InvalidState):
        delegate_user_task(DelegateUserTask(doctor, task.pk, outsider))
    delegate_user_task(DelegateUserTask(doctor, task.pk, colleague))
    unclaim_user_task(UnclaimUserTask(colleague, task.pk))
    assign_user_task(AssignUserTask(head, task.pk, doctor))
    kinds = [(event.kind, event.actor_id) for event in recorded_events(case.id) if event.kind.startswith("user_task_")]
    assert kinds == [
        ("user_task_claimed", doctor.id),
        ("user_task_delegated", doctor.id),
        ("user_task_unclaimed", colleague.id),
        ("user_task_assigned", head.id),
    ]


def test_separation_of_duties_holds_through_every_way(case, doctor, colleague, head):
    from engine.commands.deliver_message import DeliverMessage, deliver_message

    complete(case, "review", doctor, decision="accept")
    sweep_until_idle()
    deliver_message(DeliverMessage("k1", "ConsultationAnswer", "C-1", WARD, {"answer": "seen"}))
    task = case.open_task("close")
    with pytest.raises(NotAuthorised, match="second person"):
        complete_user_task(CompleteUserTask(doctor, task.pk, {}))
    with pytest.raises(NotAuthorised, match="second person"):
        claim_user_task(ClaimUserTask(doctor, task.pk))
    with pytest.raises(NotAuthorised, match="second person"):
        assign_user_task(AssignUserTask(head, task.pk, doctor))
    claim_user_task(ClaimUserTask(colleague, task.pk))
    with pytest.raises(NotAuthorised, match="second person"):
        delegate_user_task(DelegateUserTask(colleague, task.pk, doctor))
    complete_user_task(CompleteUserTask(colleague, task.pk, {}))
    assert case.row.status == "completed"


def test_whoever_did_an_earlier_round_is_excluded_too(case, doctor, colleague):
    from engine.commands.deliver_message import DeliverMessage, deliver_message

    # given a review that the colleague did in a first round and the doctor in a second one
    first = case.open_task("review")
    complete(case, "review", doctor, decision="accept")
    first.pk, first.token_id, first.state, first.completed_by_id, first.ended_at = (
        uuid4(),
        999,
        "completed",
        colleague.id,
        first.created_at,
    )
    first.save(force_insert=True)
    sweep_until_idle()
    deliver_message(DeliverMessage("k1", "ConsultationAnswer", "C-1", WARD, {"answer": "seen"}))

    # then neither of them closes it, and a third person does
    close = case.open_task("close")
    for author in (doctor, colleague):
        with pytest.raises(NotAuthorised, match="second person"):
            complete_user_task(CompleteUserTask(author, close.pk, {}))
    complete_user_task(CompleteUserTask(person(14, WARD, "doctor@ward"), close.pk, {}))
    assert case.row.status == "completed"


def test_what_a_substitute_does_says_for_whom(case, doctor, colleague):
    # given somebody who holds the group only in the place of the doctor, who is away
    substitute = replace(colleague, borrowed=frozenset({(WARD, "doctor@ward", doctor.id)}))

    # when
    claim_user_task(ClaimUserTask(substitute, case.open_task("review").pk))
    complete_user_task(CompleteUserTask(substitute, case.open_task("review").pk, {"decision": "reject"}))

    # then both steps name the absent person beside the one who acted
    stood_in = [event for event in recorded_events(case.id) if event.kind == "user_task_substituted"]
    assert [(event.actor_id, event.data["absent"]) for event in stood_in] == [(colleague.id, [doctor.id])] * 2


def test_what_one_does_oneself_says_nothing_of_a_substitution(case, doctor):
    complete_user_task(CompleteUserTask(doctor, case.open_task("review").pk, {"decision": "reject"}))
    assert case.events("user_task_substituted") == []
