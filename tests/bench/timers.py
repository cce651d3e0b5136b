"""Timers: what an empty poll costs, and how many fire a second, with none and with very many waiting for a later day."""

from __future__ import annotations

import time
from datetime import timedelta
from statistics import median

from django.db import connection

from engine import clock
from engine.commands.fire_timers import fire_timers
from engine.commands.start_instance import StartInstance, start_instance
from engine.models.timer import Timer
from engine.sql import table
from tests.bench.figures import Figure, at_least, at_most
from tests.bench.scratch import ORGANISATION, doctor


def measure(*, quick: bool) -> list[Figure]:
    waiting, fired = (100_000, 500) if quick else (1_000_000, 3_000)
    few = _fired_per_second(fired)
    _let_wait(waiting)
    poll = _empty_poll()
    many = _fired_per_second(fired)
    Timer.objects.filter(activity_id=_LATER).delete()
    return [
        at_most(f"empty timer poll at {waiting:,} waiting timers", poll * 1000, 1, "p50", unit=" ms"),
        at_least(
            "timers fired/s by one worker, none else waiting", few, 5000, f"{fired:,} instances with one timer each", unit="/s"
        ),
        at_least(f"the same at {waiting:,} waiting", many, 5000, f"{many / few:.2f} of the rate with none", unit="/s"),
    ]


_LATER = "later"


def _let_wait(count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table(Timer)} (instance_id, timer_id, token_id, activity_id, due_at) "
            "SELECT gen_random_uuid(), 1, 1, %s, now() + (30 + n / 86400.0) * interval '1 day' FROM generate_series(1, %s) n",
            [_LATER, count],
        )
        cursor.execute(f"ANALYZE {table(Timer)}")


def _empty_poll() -> float:
    taken = []
    for _ in range(200):
        begin = time.perf_counter()
        assert fire_timers() == 0
        taken.append(time.perf_counter() - begin)
    return median(taken)


def _fired_per_second(count: int) -> float:
    """Instances that wait for an hour, then an hour later."""
    actor = doctor()
    for _ in range(count):
        start_instance(StartInstance(actor, "waits", ORGANISATION))
    later = clock.real_now() + timedelta(hours=2)
    with clock.fixed(lambda: later):
        begin, done = time.perf_counter(), 0
        while touched := fire_timers():
            done += touched
        taken = time.perf_counter() - begin
    assert done == count, (done, count)
    return count / taken
