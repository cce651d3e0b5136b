"""User, script, service, manual and abstract tasks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.errors import InvalidState, StaleCommand
from engine.runtime import advance, commands, decode_state
from tests.unit.runtime.instance import NOW, Instance, inline


@pytest.mark.proves("userTask")
def test_a_user_task_opens_with_what_a_worklist_needs():
    variables = {"reviewer": "he.jun", "urgency": "high", "to_department": "cardiology", "urgent": True}
    instance = Instance("user_task", variables=variables)

    (review,) = instance.user_tasks.values()
    assert review.candidate_groups == ("community_head@gp", "doctor@gp")
    assert review.assignee == "he.jun"
    assert review.due_at == NOW + timedelta(hours=24)
    assert review.follow_up_at == NOW + timedelta(hours=2)
    assert review.priority == 80
    assert review.form_values == {"urgency_shown": "high"}

    instance.complete("review", {"decision": "yes"}, actor_id=7)
    assert instance.variables == {**variables, "agreed": True}, "only the mapped output is kept"
    (book,) = instance.user_tasks.values()
    assert book.candidate_groups == ("department_head@cardiology",)
    assert book.priority == 90
    assert book.due_at == datetime(2026, 3, 5, tzinfo=UTC)

    instance.complete("book", actor_id=8)
    assert instance.outcome == "completed"


def test_values_of_a_form_without_output_mapping_become_variables():
    instance = Instance(inline('<userTask id="u"/>'))
    instance.complete("u", {"a": 1, "b": ["x"]})
    assert instance.variables == {"a": 1, "b": ["x"]}
    (event,) = (event for event in instance.events if event.kind == "variables_set")
    assert event.activity_id == "u"
    assert event.data == {"a": 1, "b": ["x"]}


def test_a_completed_user_task_refuses_a_second_completion():
    instance = Instance("user_task", variables={"reviewer": None})
    (token,) = instance.user_tasks
    instance.complete("review", {"decision": "yes"})
    with pytest.raises(StaleCommand):
        instance.do(commands.CompleteJob(token))
    with pytest.raises(StaleCommand):
        instance.do(commands.CompleteUserTask(999, {}))


def test_a_failing_output_mapping_is_an_incident_that_keeps_the_form():
    # given a mapping that compares text with a number
    model = inline(
        '<userTask id="u"><extensionElements><carelane:ioMapping>'
        '<carelane:output source="=amount + base" target="total"/></carelane:ioMapping></extensionElements></userTask>'
    )
    instance = Instance(model, variables={"base": "ten"})
    # when it is completed, the task is closed and the values wait
    instance.complete("u", {"amount": 5})
    assert instance.problem == "ExpressionFailed"
    assert instance.open == []
    # then a corrected variable lets the same values through
    instance.retry(base=10)
    assert instance.variables["total"] == 15
    assert instance.outcome == "completed"


def test_wrong_types_of_user_task_attributes_are_incidents():
    model = inline('<userTask id="u" carelane:priority="=p" carelane:candidateGroups="=g" carelane:due="=d"/>')
    for variables in ({"p": "high"}, {"g": 1}, {"d": True}, {"g": [1]}):
        instance = Instance(model, variables={"p": 1, "g": "a@b", "d": None, **variables})
        assert instance.problem == "WrongType", variables
        instance.retry(p=1, g="a@b", d=None)
        assert instance.open == ["u"]


@pytest.mark.proves("scriptTask")
def test_scripts_set_variables_with_chinese_names_and_dates():
    instance = Instance("script_task")
    assert instance.outcome == "completed"
    assert instance.variables["total"] == 3
    assert instance.variables["day"] == {"@d": "2026-03-02"}


def test_a_missing_name_in_a_script_is_recorded_and_a_wrong_type_is_an_incident():
    missing = Instance("script_task", "failing")
    assert "expression_warned" in missing.kinds()
    wrong = Instance("script_task", "failing", variables={"amount": "two"})
    assert wrong.problem == "ExpressionFailed"
    wrong.retry(amount=2)
    assert wrong.variables["x"] == 3
    assert wrong.outcome == "completed"


def test_a_script_that_gives_no_context_needs_a_result_variable():
    instance = Instance("script_task", "bare")
    assert instance.variables == {}
    (warned,) = (event for event in instance.events if event.kind == "expression_warned")
    assert "not kept" in warned.data["message"]


@pytest.mark.proves("serviceTask")
def test_a_service_task_waits_for_its_job_and_takes_the_mapped_result():
    instance = Instance("service_task", variables={"from_organisation_id": 3})
    (job,) = instance.jobs.values()
    assert (job.topic, job.max_attempts, job.payload) == ("referral.assign_number", 5, {"organisation": 3})
    instance.finish_job("assign", {"number": "R1", "noise": 1})
    assert instance.variables["referral_number"] == "R1"
    assert "noise" not in instance.variables
    instance.finish_job("bed", {"bed": 12})
    assert instance.variables["bed"] == 12
    assert instance.outcome == "completed"


def test_a_failed_job_is_an_incident_and_a_retry_opens_a_new_job():
    instance = Instance("service_task")
    instance.finish_job("assign", {"number": "R1"})
    timers = dict(instance.timers)
    instance.do(commands.FailJob(instance.job("bed"), "no connection"))
    assert instance.problem == "JobFailed"
    assert instance.jobs == {}
    assert instance.timers == timers, "the deadline goes on"
    instance.retry()
    assert instance.jobs
    assert instance.timers == timers, "and is not set a second time"


def test_a_retried_job_keeps_its_number_and_another_visit_gets_another():
    # given two service tasks
    instance = Instance("service_task")
    first = next(iter(instance.jobs.values())).number
    instance.finish_job("assign", {"number": "R1"})
    job = next(iter(instance.jobs.values()))
    assert job.number != first

    # when the second one's job fails for good, twice
    for _time in range(2):
        instance.do(commands.FailJob(job.token_id, "no connection", job.number))
        instance.retry()

    # then its effect has the same name as before
    assert next(iter(instance.jobs.values())).number == job.number


def test_the_deadline_of_a_failed_job_still_interrupts_and_resolves_the_incident():
    instance = Instance("service_task")
    instance.finish_job("assign", {"number": "R1"})
    instance.do(commands.FailJob(instance.job("bed"), "no connection"))
    instance.wait(hours=1)
    assert instance.open == ["call_ward"]
    assert not instance.incidents


def test_an_error_of_a_job_is_caught_by_its_boundary_event():
    instance = Instance("service_task")
    instance.finish_job("assign", {"number": "R1"})
    instance.do(commands.ThrowError(instance.job("bed"), "NO_BED", "ward is full"))
    assert instance.open == ["waiting_list"]
    assert instance.variables["why"] == "ward is full"
    assert not instance.jobs
    assert not instance.timers


def test_an_error_that_nobody_catches_is_an_incident():
    instance = Instance("service_task")
    instance.do(commands.ThrowError(instance.job("assign"), "NO_BED"))
    assert instance.problem == "UncaughtError"
    instance.retry()
    assert instance.jobs


@pytest.mark.proves("task")
@pytest.mark.proves("manualTask")
def test_manual_and_abstract_tasks_pass():
    instance = Instance(inline('<manualTask id="m"/><task id="t"/>' + flow("m", "t")))
    assert instance.trace == ["m", "t"]
    assert instance.outcome == "completed"


def test_cancel_closes_everything():
    instance = Instance("timers", "interrupting")
    instance.do(commands.Cancel("patient died"))
    assert instance.outcome == "cancelled"
    assert instance.events[-1].data == {"reason": "patient died"}
    with pytest.raises(StaleCommand):
        instance.do(commands.Cancel())


def test_a_foreign_model_and_a_naive_clock_are_refused():
    instance = Instance("user_task", variables={"reviewer": ""})
    with pytest.raises(InvalidState):
        advance(Instance("loop", variables={"n": 0, "limit": 1}).model, decode_state(instance.text), commands.Cancel(), NOW)
    with pytest.raises(ValueError, match="aware"):
        advance(instance.model, decode_state(instance.text), commands.Cancel(), NOW.replace(tzinfo=None))


def flow(source: str, target: str) -> str:
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}"/>'
