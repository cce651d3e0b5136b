"""Completing a user task against a bare one-row commit, on the same connection, in turns."""

from __future__ import annotations

import time
from statistics import median

from django.db import connection

from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.commands.start_instance import StartInstance, start_instance
from tests.bench.figures import Figure, at_least, at_most, ms
from tests.bench.round_trips import counted
from tests.bench.scratch import ORGANISATION, bare_commit, doctor


def measure(*, quick: bool) -> list[Figure]:
    """Medians over instances of 200 rounds each; the first and last tenth apart."""
    rounds, instances = 200, 2 if quick else 6
    complete: list[list[float]] = [[] for _ in range(rounds)]
    bare: list[float] = []
    for instance in range(instances + 1):
        _one_instance(complete if instance else [[] for _ in range(rounds)], bare if instance else [])  # the first warms up
    tenth = rounds // 10
    p50, bare_p50 = median(value for row in complete for value in row), median(bare)
    first, last = (
        median(value for row in complete[:tenth] for value in row),
        median(value for row in complete[-tenth:] for value in row),
    )
    return [
        at_most("complete a user task, p50 ÷ a bare one-row commit", p50 / bare_p50, 3, f"{ms(p50)} ÷ {ms(bare_p50)}"),
        at_most(
            "the 200th completion of one instance ÷ the 1st",
            last / first,
            1.2,
            f"{ms(last)} ÷ {ms(first)} (medians of the last and first tenth)",
        ),
        *_traffic(),
        _two_commits(seconds=1.0 if quick else 3.0),
    ]


def _one_instance(complete: list[list[float]], bare: list[float]) -> None:
    actor = doctor()
    advanced = start_instance(StartInstance(actor, "rounds", ORGANISATION))
    for timings in complete:
        command = CompleteUserTask(actor, advanced.opened_user_tasks[0], {"decision": "go_on"}, 1)
        begin = time.perf_counter()
        advanced = complete_user_task(command)
        timings.append(time.perf_counter() - begin)
        bare.append(bare_commit())


def _traffic() -> list[Figure]:
    """What a completion and a start send, as the database's driver sees it."""
    actor = doctor()
    with counted(connection) as start:
        advanced = start_instance(StartInstance(actor, "rounds", ORGANISATION))
    with counted(connection) as completion:
        complete_user_task(CompleteUserTask(actor, advanced.opened_user_tasks[0], {"decision": "go_on"}, 1))
    detail = f"a start takes {start.round_trips} and {start.commits}"
    return [
        at_most("round trips per completion", completion.round_trips, 2, detail),
        at_most("commits per completion", completion.commits, 1, detail),
    ]


def _two_commits(seconds: float) -> Figure:
    """An instance with one user task is two commits: its rate as a share of the rate of two bare ones."""
    actor = doctor()
    ours, bare = 0.0, 0.0
    pairs, end = 0, time.perf_counter() + 2 * seconds
    while time.perf_counter() < end:
        begin = time.perf_counter()
        advanced = start_instance(StartInstance(actor, "one_task", ORGANISATION))
        complete_user_task(CompleteUserTask(actor, advanced.opened_user_tasks[0], {"decision": "stop"}, 1))
        ours += time.perf_counter() - begin
        bare += bare_commit() + bare_commit()
        pairs += 1
    detail = f"{pairs / ours:.0f}/s of {pairs / bare:.0f}/s (an instance with one user task; two bare commits)"
    return at_least("share of the bare two-commit rate", bare / ours, 0.4, detail)
