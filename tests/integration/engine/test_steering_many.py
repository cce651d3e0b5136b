"""Versions held and pinned, steps skipped by two people, migrations rehearsed on everybody, acts on many."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import clock
from engine.actor import SYSTEM
from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.commands.decide_bulk_operation import (
    DecideBulkOperation,
    confirm_bulk_operation,
    continue_bulk_operation,
    stop_bulk_operation,
)
from engine.commands.decide_skip import DecideSkip, agree_to_skip, content_hash, refuse_skip
from engine.commands.deliver_message import DeliverMessage, deliver_message, match_messages
from engine.commands.deployments import ReviewDeployment, SaveDraft, publish_deployment, save_draft, submit_deployment
from engine.commands.migrate_instance import MigrateInstance, migrate_instance
from engine.commands.operated import NotSigned
from engine.commands.pin_version import pin_version
from engine.commands.plan_bulk_operation import PlanBulkOperation, plan_bulk_operation
from engine.commands.request_skip import RequestSkip, request_skip
from engine.commands.resume_definition import resume_definition
from engine.commands.roll_back_migration import RollBackMigration, roll_back_migration
from engine.commands.run_bulk_operations import run_bulk_operations
from engine.commands.start_instance import StartInstance, start_instance
from engine.commands.suspend_definition import suspend_definition
from engine.commands.unpin_version import unpin_version
from engine.commands.version_rules import RuleOnVersion
from engine.errors import InvalidInput, InvalidState, NotAuthorised, NotFound, StaleCommand
from engine.models import BulkItem, ProcessDefinition, ProcessInstance
from engine.queries.recorded_events import first_broken_link, recorded_events
from engine.queries.tokens import tokens
from engine.replay import rebuilt_state
from engine.runtime.migration import MigrationBlocked
from engine.selection import Selection

from .conftest import MODELS, WARD, Case, person


@pytest.fixture
def deputy():
    return person(14, WARD, "head@ward", "operate")


def start(doctor, key="C-1"):
    return Case(start_instance(StartInstance(doctor, "consultation", WARD, business_key=key)).instance_id)


def publish_changed(*changes: tuple[str, str]) -> ProcessDefinition:
    """Another version of the consultation, with these texts replaced."""
    files = {path.name: path.read_text() for path in MODELS.iterdir() if path.name in ("consultation.bpmn", "review.form.json")}
    for old, new in changes:
        assert old in files["consultation.bpmn"]
        files["consultation.bpmn"] = files["consultation.bpmn"].replace(old, new)
    draft = save_draft(SaveDraft(SYSTEM, "consultation", "consultation", {name: text.encode() for name, text in files.items()}))
    submit_deployment(ReviewDeployment(SYSTEM, draft.pk))
    publish_deployment(ReviewDeployment(SYSTEM, draft.pk))
    return ProcessDefinition.objects.get(key="consultation", is_active=True)


def renamed(old: str, new: str, text: str, new_text: str) -> tuple[tuple[str, str], ...]:
    """A step with another id and name, wherever the drawing speaks of it."""
    places = ("attachedToRef", "targetRef", "sourceRef")
    return (
        (f'"{old}" name="{text}"', f'"{new}" name="{new_text}"'),
        *((f'{place}="{old}"', f'{place}="{new}"') for place in places),
    )


RENAMED = (
    *renamed("review", "examine", "Review request", "Examine request"),
    ('carelane:differentFrom="review"', 'carelane:differentFrom="examine"'),
)


def signed(actor, asked) -> DecideSkip:
    """With the password entered this very moment."""
    return DecideSkip(actor, asked.pk, authenticated_at=clock.real_now())


def work_off() -> None:
    for _ in range(50):
        if not run_bulk_operations():
            return
    raise AssertionError("it never comes to rest")


# Versions ------------------------------------------------------------------------------------------------------------------


def test_a_held_version_starts_nothing_here_until_it_is_released(case, doctor, head):
    definition = case.row.definition
    rule = RuleOnVersion(head, definition.pk, WARD, "Recall of a device")

    suspend_definition(rule)
    with pytest.raises(InvalidState, match="Recall of a device"):
        start(doctor, "C-2")
    with pytest.raises(InvalidState):
        suspend_definition(rule)

    resume_definition(rule)
    assert start(doctor, "C-2").open_tasks() == ["review"]


def test_a_message_for_a_held_process_waits_for_its_release(case, head):
    answering = ProcessDefinition.objects.get(key="answering")
    rule = RuleOnVersion(head, answering.pk, WARD, "Recall")
    suspend_definition(rule)

    assert deliver_message(DeliverMessage("m-1", "ConsultationRequest", "C-9", WARD)) == "buffered"
    resume_definition(rule)
    assert match_messages() == 1


def test_a_pinned_version_is_taken_whatever_is_published_after_it(case, doctor, head, outsider):
    first = case.row.definition
    pin_version(RuleOnVersion(head, first.pk, WARD, "Study under way"))
    second = publish_changed(("Review request", "Review the request"))

    assert start(doctor, "C-2").row.definition == first
    with pytest.raises(NotFound):
        pin_version(RuleOnVersion(outsider, first.pk, WARD, "x"))

    unpin_version(RuleOnVersion(head, first.pk, WARD, "Study over"))
    assert start(doctor, "C-3").row.definition == second


# Two signatures ------------------------------------------------------------------------------------------------------------


def test_a_step_is_skipped_only_when_a_second_person_agrees(case, head, deputy, doctor):
    asked = request_skip(RequestSkip(head, case.id, "Decided by telephone", tokens(head, case.id).rows[0].id, {"decision": "no"}))
    assert case.open_tasks() == ["review"]

    with pytest.raises(NotAuthorised, match="second person"):
        agree_to_skip(DecideSkip(head, asked.pk))
    with pytest.raises(NotAuthorised):
        agree_to_skip(signed(doctor, asked))
    for authenticated_at in (None, clock.real_now() - timedelta(minutes=6), clock.real_now() + timedelta(minutes=6)):
        with pytest.raises(NotSigned, match="password"):
            agree_to_skip(DecideSkip(deputy, asked.pk, authenticated_at=authenticated_at))
    assert case.open_tasks() == ["review"]
    agree_to_skip(signed(deputy, asked))

    assert case.row.status == "completed"
    event = next(event for event in recorded_events(case.id) if event.kind == "step_skipped")
    assert (event.actor_id, event.data["requested_by"], event.data["reason"]) == (deputy.id, head.id, "Decided by telephone")
    told = next(event for event in recorded_events(case.id) if event.kind == "step_skip_signed")
    assert (told.actor_id, told.data) == (deputy.id, {"content_hash": content_hash(asked), "requested_by": head.id})
    assert rebuilt_state(case.id) == case.row.state
    with pytest.raises(InvalidState):
        agree_to_skip(signed(deputy, asked))


def test_a_refused_or_outrun_request_skips_nothing(case, head, deputy, doctor, outsider):
    token = tokens(head, case.id).rows[0].id
    refused = request_skip(RequestSkip(head, case.id, "x", token))
    with pytest.raises(InvalidState, match="nobody asked"):
        request_skip(RequestSkip(deputy, case.id, "y", token))
    with pytest.raises(NotFound):
        refuse_skip(DecideSkip(outsider, refused.pk, "no"))
    refuse_skip(DecideSkip(deputy, refused.pk, "It must be done"))
    assert case.open_tasks() == ["review"]

    outrun = request_skip(RequestSkip(head, case.id, "x", token))
    complete_user_task(CompleteUserTask(doctor, case.open_task("review").pk, {"decision": "accept"}))
    with pytest.raises(StaleCommand):
        agree_to_skip(signed(deputy, outrun))
    outrun.refresh_from_db()
    assert outrun.state == "gone"


# Migration -----------------------------------------------------------------------------------------------------------------


def test_one_instance_is_carried_over_with_its_task_and_limits(case, head, doctor, clock):
    target = publish_changed(*RENAMED)
    with pytest.raises(MigrationBlocked, match="no step Review request"):
        migrate_instance(MigrateInstance(head, case.id, "New guideline", target.pk))

    migrate_instance(MigrateInstance(head, case.id, "New guideline", target.pk, {"review": "examine"}))

    assert case.row.definition == target
    task = case.open_task("examine")
    assert task.name_en == "Examine request"
    assert first_broken_link(case.id) is None
    event = next(event for event in recorded_events(case.id) if event.kind == "instance_migrated")
    assert (event.data["to_version"], event.data["mapping"]) == (2, {"review": "examine"})
    complete_user_task(CompleteUserTask(doctor, task.pk, {"decision": "accept"}))
    assert case.events("activity_completed")[-2:] == ["examine", "decide"]
    # and its history alone gives the state that it is in, across the migration
    assert rebuilt_state(case.id) == case.row.state


def test_a_migration_is_rehearsed_on_everybody_then_done_and_taken_back(case, head, doctor, handlers):
    # given one instance at the step that changes its name, and one behind it
    late = start(doctor, "C-2")
    complete_user_task(CompleteUserTask(doctor, late.open_task("review").pk, {"decision": "accept"}))
    target = publish_changed(*RENAMED, *renamed("book", "reserve", "Book a slot", "Reserve a slot"))

    # when it is planned with a mapping for the first step alone
    plan = PlanBulkOperation(
        head, "migrate", Selection("consultation", 1), "New guideline", {"mapping": {"review": "examine"}}, target.pk
    )
    operation = plan_bulk_operation(plan)
    work_off()

    # then nobody has moved yet, and it says who would and who blocks
    assert set(ProcessInstance.objects.values_list("definition__version", flat=True)) == {1}
    states = dict(operation.items.values_list("instance_id", "state"))
    assert states == {case.id: "fits", late.id: "blocked"}
    blocked = operation.items.get(instance_id=late.id)
    assert blocked.activity_id == "book"
    assert "新版本" in blocked.message_zh

    # and when it is confirmed, who fits moves
    confirm_bulk_operation(DecideBulkOperation(head, operation.pk))
    work_off()
    operation.refresh_from_db()
    assert (operation.state, case.row.definition.version, late.row.definition.version) == ("done", 2, 1)

    # and back again
    back = roll_back_migration(RollBackMigration(head, operation.pk, "Guideline withdrawn"))
    work_off()
    confirm_bulk_operation(DecideBulkOperation(head, back.pk))
    work_off()
    assert case.row.definition.version == 1
    assert case.open_tasks() == ["review"]


# Many ----------------------------------------------------------------------------------------------------------------------


def test_many_are_suspended_in_batches_each_with_its_own_result(consultation, doctor, head):
    cases = [start(doctor, f"C-{number}") for number in range(5)]
    operation = plan_bulk_operation(PlanBulkOperation(head, "suspend", Selection("consultation"), "Recall", batch_size=2))
    work_off()
    confirm_bulk_operation(DecideBulkOperation(head, operation.pk))

    done = []
    for _ in range(3):
        work_off()
        operation.refresh_from_db()
        done.append((operation.state, operation.items.filter(state="done").count()))
        if operation.state == "paused":
            continue_bulk_operation(DecideBulkOperation(head, operation.pk))

    assert done == [("paused", 2), ("paused", 4), ("done", 5)]
    assert {case.row.status for case in cases} == {"suspended"}


def test_who_changed_since_the_preview_fails_alone(consultation, doctor, head, deputy):
    first, second = start(doctor, "C-1"), start(doctor, "C-2")
    selection = Selection("consultation", activity_id="review")
    parameters = {"activity_id": "review", "target_id": "close"}
    operation = plan_bulk_operation(PlanBulkOperation(head, "move_token", selection, "Closed in common", parameters))
    work_off()
    complete_user_task(CompleteUserTask(doctor, first.open_task("review").pk, {"decision": "reject"}))

    with pytest.raises(NotAuthorised, match="second person"):
        confirm_bulk_operation(DecideBulkOperation(head, operation.pk, clock.real_now()))
    with pytest.raises(NotSigned):
        confirm_bulk_operation(DecideBulkOperation(deputy, operation.pk))
    confirm_bulk_operation(DecideBulkOperation(deputy, operation.pk, clock.real_now()))
    work_off()

    assert dict(operation.items.values_list("instance_id", "state")) == {first.id: "failed", second.id: "done"}
    assert second.open_tasks() == ["close"]


def test_a_worker_that_dies_over_an_instance_leaves_it_to_the_next_one_and_nothing_is_done_twice(
    consultation, doctor, head, monkeypatch
):
    # given a worker that dies after the act, before its commit
    case = start(doctor)
    operation = plan_bulk_operation(PlanBulkOperation(head, "suspend", Selection("consultation"), "Recall"))
    work_off()
    confirm_bulk_operation(DecideBulkOperation(head, operation.pk))
    from engine.commands import run_bulk_operations as worker

    real = worker.perform

    def die(operation, instance):
        real(operation, instance)
        raise KeyboardInterrupt

    monkeypatch.setattr(worker, "perform", die)
    with pytest.raises(KeyboardInterrupt):
        run_bulk_operations()
    assert case.row.status == "running"

    # when its lease has ended and another one comes
    monkeypatch.setattr(worker, "perform", real)
    BulkItem.objects.update(lease_until=None)
    work_off()

    assert case.row.status == "suspended"
    assert [event.kind for event in recorded_events(case.id)].count("instance_suspended") == 1


def test_steps_of_many_are_skipped_only_with_a_second_signature(case, head, deputy):
    operation = plan_bulk_operation(
        PlanBulkOperation(head, "skip", Selection("consultation"), "Decided in common", {"activity_id": "review"})
    )
    work_off()
    with pytest.raises(NotAuthorised, match="second person"):
        confirm_bulk_operation(DecideBulkOperation(head, operation.pk))
    with pytest.raises(NotSigned):
        confirm_bulk_operation(DecideBulkOperation(deputy, operation.pk))
    confirm_bulk_operation(DecideBulkOperation(deputy, operation.pk, clock.real_now()))
    work_off()
    assert case.open_tasks() == []


def test_nobody_acts_on_many_without_right_reason_or_anybody_to_act_on(case, head, colleague, outsider):
    everybody = Selection("consultation")
    with pytest.raises(NotAuthorised):
        plan_bulk_operation(PlanBulkOperation(colleague, "suspend", everybody, "x"))
    with pytest.raises(InvalidInput):
        plan_bulk_operation(PlanBulkOperation(head, "suspend", everybody, " "))
    with pytest.raises(InvalidInput, match="0 fit"):  # theirs are not to be seen
        plan_bulk_operation(PlanBulkOperation(outsider, "suspend", everybody, "x"))
    operation = plan_bulk_operation(PlanBulkOperation(head, "suspend", everybody, "x"))
    for act in (confirm_bulk_operation, stop_bulk_operation):
        with pytest.raises(NotFound):
            act(DecideBulkOperation(outsider, operation.pk))
    stop_bulk_operation(DecideBulkOperation(head, operation.pk))
    work_off()
    assert case.row.status == "running"
