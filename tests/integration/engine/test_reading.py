"""Who reads an instance: whoever takes part reads its values, whoever oversees processes its structure, nobody else anything."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.actor import Actor
from engine.commands.cancel_instance import CancelInstance, cancel_instance
from engine.commands.claim_user_task import ClaimUserTask, DelegateUserTask, claim_user_task, delegate_user_task
from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.commands.start_instance import StartInstance, start_instance
from engine.errors import NotFound
from engine.jobs import sweep_until_idle
from engine.queries.earlier_forms import earlier_forms
from engine.queries.instance import history, instance
from engine.queries.operations import instances
from engine.queries.user_task import user_task
from tests.integration.engine.conftest import WARD, Case, person

SECRET = "penicillin"


@pytest.fixture
def bystander() -> Actor:
    """Works in the same organisation, in another department."""
    return person(31, WARD, "nurse@surgery")


@pytest.fixture
def quality() -> Actor:
    return person(32, WARD, "quality_officer@quality", "read_all_instances", "quality")


@pytest.fixture
def operator() -> Actor:
    return person(33, WARD, "operator@it", "read_all_instances", "operate")


@pytest.fixture
def told(consultation: None, doctor: Actor, handlers: object) -> Case:
    """A case in which clinical values were written, and whose first step is over."""
    started = start_instance(StartInstance(doctor, "consultation", WARD, {"allergy": SECRET}, "C-1"))
    case = Case(started.instance_id)
    complete_user_task(CompleteUserTask(doctor, case.open_task("review").pk, {"decision": "accept", "beds": 3}))
    sweep_until_idle()
    return case


def shown_to(actor: Actor, case: Case) -> str:
    detail = instance(actor, case.id)
    forms = [form.data for form in earlier_forms(actor, case.id)]
    return f"{detail.variables} {[row.data for row in history(actor, case.id)]} {forms}"


def listed(actor: Actor) -> set[object]:
    return {row.id for row in instances(actor)[0]}


def test_who_took_part_reads_the_values(told, doctor, colleague):
    # given the doctor who did the step, and a colleague of the group that it was for
    for reader in (doctor, colleague):
        assert SECRET in shown_to(reader, told)


def test_a_colleague_without_a_part_in_it_finds_nothing(told, bystander):
    for read in (instance, history, earlier_forms):
        with pytest.raises(NotFound):
            read(bystander, told.id)
    assert listed(bystander) == set()
    may_cancel = replace(bystander, permissions=bystander.permissions | {(WARD, "cancel_instance")})
    with pytest.raises(NotFound):
        cancel_instance(CancelInstance(may_cancel, told.id, "not mine"))


@pytest.mark.parametrize("who", ["quality", "operator"])
def test_who_oversees_processes_sees_the_structure_and_no_value(told, who, request):
    overseer = request.getfixturevalue(who)

    # when
    detail, rows = instance(overseer, told.id), history(overseer, told.id)

    # then every step is there with who did it, and every name of a value, but none of the values
    assert {place.activity_id for place in detail.waiting} == {"wait_answer"}
    assert (detail.variables, "beds" in detail.variable_names) == (None, True)
    assert next(row.actor_id for row in rows if row.kind == "activity_completed" and row.activity_id == "review") == 11
    assert "beds" in next(row.data["hidden"] for row in rows if row.kind == "variables_set" and row.activity_id == "review")
    assert SECRET not in shown_to(overseer, told)
    assert listed(overseer) == {told.id}


def test_a_value_cannot_hide_behind_the_name_of_a_structural_one(consultation, doctor, quality, handlers):
    variables = {"reason": SECRET, "name": SECRET}
    case = Case(start_instance(StartInstance(doctor, "consultation", WARD, variables, "C-8")).instance_id)
    assert SECRET in shown_to(doctor, case)
    assert SECRET not in shown_to(quality, case)


def test_the_head_of_the_department_reads_its_cases_and_no_others(told, bystander):
    head_of_ward = person(41, WARD, "department_head@ward", "assign", "read_all_instances")
    head_of_surgery = person(42, WARD, "department_head@surgery", "assign", "read_all_instances")
    assert SECRET in shown_to(head_of_ward, told)
    assert SECRET not in shown_to(head_of_surgery, told)


def test_the_author_and_who_handed_a_task_on_keep_reading(consultation, doctor, colleague, handlers):
    # given an instance that its author's group has no task in any more, and a task handed from one person to another
    author = replace(doctor, id=51)
    case = Case(start_instance(StartInstance(author, "consultation", WARD, business_key="C-7")).instance_id)
    claim_user_task(ClaimUserTask(doctor, case.open_task("review").pk))
    delegate_user_task(DelegateUserTask(doctor, case.open_task("review").pk, colleague))

    # when both have lost the group
    for reader in (author, doctor):
        moved = replace(reader, groups=frozenset({(WARD, "nurse@surgery")}))

        # then they still read what they took part in
        assert instance(moved, case.id).variables is not None


def test_a_list_holds_what_one_started_did_holds_or_may_do(consultation, doctor, colleague, bystander, outsider, handlers):
    # given one case that is open to the group, and one that the doctor has done a step of
    free = Case(start_instance(StartInstance(colleague, "consultation", WARD, business_key="F")).instance_id)
    done = Case(start_instance(StartInstance(colleague, "consultation", WARD, business_key="D")).instance_id)
    complete_user_task(CompleteUserTask(doctor, done.open_task("review").pk, {"decision": "accept"}))
    assert listed(doctor) == {free.id, done.id}
    assert listed(colleague) == {free.id, done.id}
    assert listed(replace(doctor, groups=frozenset())) == {done.id}
    assert listed(bystander) == set()
    assert listed(outsider) == set()


def test_a_task_shows_its_values_to_those_of_its_case_alone(case, doctor, bystander, quality, handlers):
    task_id = case.open_task("review").pk
    assert user_task(doctor, task_id).can_claim
    with pytest.raises(NotFound):
        user_task(bystander, task_id)
    seen = user_task(quality, task_id)
    assert (seen.values, seen.variables, seen.can_complete) == ({}, {}, False)
