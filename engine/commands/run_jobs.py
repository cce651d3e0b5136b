"""Run service tasks: lease a job, call its handler, complete its token."""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import transaction

from engine import clock, leases, registry, stuck
from engine.errors import EngineError, HandlerMissing, NotFound
from engine.feel import to_feel
from engine.locked_instance import LockedInstance, locked_instance
from engine.models.job import HELD_UNTIL, Job
from engine.projection import parse
from engine.runtime import commands as runtime_commands
from engine.sql import as_uuid

logger = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another worker has the job by now: this one's answer comes too late and is dropped."""


class WorkersDied(Exception):
    """What the handler does ends its worker each time: it would go on for ever, since a dead worker reports no failure."""


# More runs than attempts, because workers are also killed for reasons of their own.
DEATHS = 10


def run_jobs(limit: int = 20) -> int:
    """Lease and run up to `limit` jobs; how many were leased."""
    if not leases.has_available(Job):
        return 0
    leased = [(as_uuid(job_id), fence) for job_id, fence in leases.lease(Job, limit=limit, fence="fence")]
    for job_id, fence in leased:
        try:
            run_job(job_id, fence)
        except Exception:  # its lease ends and it is tried again; the jobs of other instances do not wait for that
            logger.exception("Job %s could not be ended", job_id)
    return len(leased)


def run_job(job_id: UUID, fence: int) -> None:
    """Run one leased job to its end: completed, BPMN error, another attempt later, or an incident."""
    if not leases.renew(Job, job_id, counted="attempts", fence=fence):
        return  # the step was cancelled after the lease, or the jobs before it took so long that another worker has it
    job = Job.objects.select_related("instance__definition").filter(pk=job_id, fence=fence).first()
    if job is None:
        return
    if job.instance.status == "suspended":  # suspended after the lease: the job waits for the resumption
        Job.objects.filter(pk=job_id, fence=fence).update(lease_until=None, available_at=HELD_UNTIL)
        return
    service_task = registry.service_tasks.get(job.topic)
    try:
        if job.attempts > job.max_attempts + DEATHS:
            raise WorkersDied(f"Expected an answer, but the worker ended in each of {job.attempts - 1} runs")
        if service_task is None:
            raise HandlerMissing(f"No handler is registered for the topic {job.topic}")
        if service_task.is_transactional:
            _run_inside(job, service_task)
        else:
            _run_outside(job, service_task)
    except LeaseLost:
        logger.info("Job %s was taken over by another worker", job_id)
    except registry.BpmnError as error:
        _answer(job, runtime_commands.ThrowError(job.token_id, error.code, str(error)))
    except Exception as error:  # noqa: BLE001  whatever a handler raises is an attempt that failed
        logger.warning("Job %s (%s) failed at attempt %s: %s", job_id, job.topic, job.attempts, type(error).__name__)
        _attempt_failed(job, error)


def _context(job: Job) -> registry.JobContext:
    return registry.JobContext(
        job_id=job.pk,
        instance_id=job.instance_id,
        organisation_id=job.instance.organisation_id,
        business_key=job.instance.business_key,
        process_key=job.instance.definition.key,
        activity_id=job.activity_id,
        payload=parse(job.payload),
        now=clock.now(),
        attempt=job.attempts,
        idempotency_key=f"{job.instance_id}:{job.number}",
    )


def _run_inside(job: Job, service_task: registry.ServiceTask) -> None:
    """Handler and completion in one transaction: the effect exists exactly if the token moved."""
    with locked_instance(instance_id=job.instance_id) as instance:
        _check_fence(job)
        # A savepoint, so that a BPMN error takes the handler's half-done work back but not the lock.
        with transaction.atomic():
            values = service_task.handler(_context(job)) or {}
        _complete(instance, job, values)


def _run_outside(job: Job, service_task: registry.ServiceTask) -> None:
    values = service_task.handler(_context(job)) or {}
    _answer(job, runtime_commands.CompleteJob(job.token_id, {name: to_feel(value) for name, value in values.items()}))


def _complete(instance: LockedInstance, job: Job, values: object) -> None:
    result = {name: to_feel(value) for name, value in dict(values).items()}  # type: ignore[call-overload]
    instance.advance(runtime_commands.CompleteJob(job.token_id, result))


def _answer(job: Job, command: runtime_commands.Command) -> None:
    try:
        with locked_instance(instance_id=job.instance_id) as instance:
            _check_fence(job)
            instance.advance(command)
    except (LeaseLost, NotFound):
        logger.info("The answer of job %s came too late", job.pk)


def _check_fence(job: Job) -> None:
    if not Job.objects.filter(pk=job.pk, fence=job.fence).exists():
        raise LeaseLost


def _attempt_failed(job: Job, error: Exception) -> None:
    """Try again later, or stop the token with an incident when the attempts are used up."""
    text = stuck.error_text(error)
    if job.attempts < job.max_attempts:
        Job.objects.filter(pk=job.pk, fence=job.fence).update(
            last_error=text, lease_until=None, available_at=clock.real_now() + leases.backoff(job.attempts)
        )
        return
    try:
        _answer(job, runtime_commands.FailJob(job.token_id, text, job.number))
    except EngineError:
        logger.exception("The incident of job %s could not be written; the lease will end and it is tried again", job.pk)
