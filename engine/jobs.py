"""Celery tasks. A message only wakes a worker; what there is to do stands in the database."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from celery import shared_task
from django.db import DatabaseError, close_old_connections

from engine import registry
from engine.commands.deliver_message import match_messages
from engine.commands.fire_timers import fire_timers
from engine.commands.forget_signals import forget_signals
from engine.commands.rehearse_deployment import run_rehearsals
from engine.commands.relay_outbox import relay_outbox
from engine.commands.run_bulk_operations import run_bulk_operations
from engine.commands.run_jobs import run_jobs
from engine.commands.start_on_condition import start_on_conditions
from engine.commands.start_scheduled import start_scheduled

logger = logging.getLogger(__name__)
# A sweep ends after this many seconds even if there is more: the next one is at most a second away.
LONGEST_SWEEP = 20.0
WORK: tuple[Callable[[], int], ...] = (
    fire_timers,
    start_scheduled,
    start_on_conditions,
    run_jobs,
    relay_outbox,
    match_messages,
    run_bulk_operations,
)


def sweep_until_idle(longest: float = LONGEST_SWEEP) -> int:
    """Do everything that is due, in rounds, until a round finds nothing; how much was done."""
    done, end = 0, time.monotonic() + longest
    while True:
        round_done = sum(_attempt(work) for work in (*WORK, *registry.sweeps.work()))
        done += round_done
        if round_done == 0 or time.monotonic() > end:
            return done


def _attempt(work: Callable[[], int]) -> int:
    """One kind of work must not keep the others from being done."""
    try:
        return work()
    except Exception as error:
        logger.error("%s failed; the next sweep tries again", work.__name__, exc_info=error)
        if isinstance(error, DatabaseError):
            close_old_connections()
        return 0


@shared_task(name="engine.sweep", ignore_result=True)
def sweep() -> None:
    """Fire due timers, run jobs, relay the outbox, match messages."""
    sweep_until_idle()


@shared_task(name="engine.clean", ignore_result=True)
def clean() -> None:
    """Remove what nothing asks for any more."""
    while _attempt(forget_signals):
        pass


@shared_task(name="engine.rehearse", ignore_result=True)
def rehearse() -> None:
    """Run the rehearsals that wait. Not in the sweep: they take seconds, and timers do not wait."""
    run_rehearsals()
