"""A batch is leased at once and done one by one: what takes too long is another worker's by its turn."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import jobs, leases, registry
from engine.clock import real_now
from engine.commands import relay_outbox, run_jobs
from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.commands.plan_bulk_operation import PlanBulkOperation, plan_bulk_operation
from engine.commands.queue_delivery import QueueDelivery, queue_delivery
from engine.commands.retry_incident import RetryIncident, retry_incident
from engine.commands.start_instance import StartInstance, start_instance
from engine.models import Incident, Job, OutboxEntry
from engine.queries.operations import overview
from engine.selection import Selection
from tests.integration.engine.conftest import WARD, Case


@pytest.fixture
def another(case, doctor) -> Case:
    return Case(start_instance(StartInstance(doctor, "consultation", WARD, business_key="C-2")).instance_id)


def accept(case: Case, doctor) -> None:
    complete_user_task(CompleteUserTask(doctor, case.open_task("review").pk, {"decision": "accept"}))


def taken_over(model, fence: str) -> None:
    """The lease runs out and a second worker takes everything."""
    moment = real_now() - timedelta(seconds=1)
    model.objects.update(lease_until=moment, available_at=moment)
    assert leases.lease(model, limit=50, fence=fence)


def test_a_job_whose_lease_ran_out_before_its_turn_is_left_to_who_has_it(case, doctor, handlers):
    accept(case, doctor)
    (job_id, fence), *_others = leases.lease(Job, limit=1, fence="fence")
    taken_over(Job, "fence")
    run_jobs.run_job(Job.objects.get().pk, fence)
    assert handlers["calls"] == []
    run_jobs.run_job(Job.objects.get().pk, fence + 1)
    assert [job.activity_id for job in handlers["calls"]] == ["book"]
    assert not Job.objects.filter(pk=job_id).exists()


def test_a_job_that_cannot_be_ended_does_not_hold_up_the_others(case, another, doctor, handlers, monkeypatch):
    # given two jobs, and an instance at which even the writing of a BPMN error fails
    accept(case, doctor)
    accept(another, doctor)

    def book(job):
        if job.business_key == "C-1":
            raise registry.BpmnError("FULL")
        return {"slot": "A1"}

    def broken(*_args):
        raise KeyError("listener")

    handlers["test.book"] = book
    monkeypatch.setattr(run_jobs, "_answer", broken)

    # when, then
    assert run_jobs.run_jobs() == 2
    assert another.events("activity_completed")[-1] == "book"
    assert Job.objects.get().instance_id == case.id


def test_an_outbox_entry_is_delivered_by_who_holds_its_lease(db, monkeypatch):
    # given two entries, and a delivery so slow that a second worker takes both over
    delivered: list[str] = []

    def slow(item):
        delivered.append(item.key)
        taken_over(OutboxEntry, "attempts")

    monkeypatch.setattr(registry, "outbox", registry.OutboxDeliverers())
    registry.outbox.register("test", slow)
    for key in ("one", "two"):
        queue_delivery(QueueDelivery(key, "test", {}))

    # when, then
    relay_outbox.relay_outbox()
    assert delivered == ["one"]
    assert OutboxEntry.objects.get(key="two").delivered_at is None


def test_a_lease_that_ended_unrun_uses_up_no_attempt(case, doctor, handlers):
    # given a job with two attempts that was leased five times without its turn
    handlers["test.book"] = lambda job: 1 / 0
    accept(case, doctor)
    for _lease in range(5):
        taken_over(Job, "fence")

    # when it is run and fails
    run_jobs.run_job(Job.objects.get().pk, Job.objects.get().fence)

    # then that was its first attempt
    assert Job.objects.get().attempts == 1
    assert not Incident.objects.exists()


def test_a_job_that_ends_its_worker_each_time_becomes_an_incident(case, doctor, handlers):
    # given a job whose runs all ended with their worker, so that none of them reported a failure
    accept(case, doctor)
    Job.objects.update(attempts=2 + run_jobs.DEATHS)

    # when the next worker takes it
    run_jobs.run_jobs()

    # then it is not run once more
    assert handlers["calls"] == []
    assert "WorkersDied" in Incident.objects.get().message


def test_every_attempt_and_a_retried_incident_carry_the_same_idempotency_key(case, doctor, head, handlers):
    # given a handler outside the transaction that fails for good
    handlers["test.book"] = lambda job: 1 / 0
    accept(case, doctor)
    for _attempt in range(2):
        taken_over(Job, "fence")
        run_jobs.run_job(Job.objects.get().pk, Job.objects.get().fence)

    # when an operator retries the incident
    handlers["test.book"] = lambda job: {"slot": "A1"}
    retry_incident(RetryIncident(head, Incident.objects.get().pk))
    run_jobs.run_jobs()

    # then all three runs named their effect alike
    keys = [job.idempotency_key for job in handlers["calls"]]
    assert len(keys) == 3
    assert len(set(keys)) == 1
    assert keys[0].startswith(f"{case.id}:")


def test_a_work_that_fails_does_not_end_the_sweep(db, monkeypatch):
    # given a kind of work that fails in an unforeseen way, and one behind it
    done: list[str] = []

    def broken() -> int:
        raise KeyError("unforeseen")

    def later() -> int:
        done.append("later")
        return 0

    monkeypatch.setattr(jobs, "WORK", (broken, later))

    # when, then
    assert jobs.sweep_until_idle() == 0
    assert done == ["later"]


def test_what_waits_in_the_outbox_is_counted_for_its_organisation(db, head, outsider):
    queue_delivery(QueueDelivery("one", "test", {}, WARD))

    assert overview(head)["undelivered"] == 1
    assert overview(outsider)["undelivered"] == 0


def test_a_bulk_operation_is_counted_for_those_who_see_it(case, head, outsider):
    plan_bulk_operation(PlanBulkOperation(head, "suspend", Selection(process_key="consultation"), "stocktaking"))

    assert overview(head)["bulk"] == 1
    assert overview(outsider)["bulk"] == 0
