"""The worklist's page with very many open tasks."""

from __future__ import annotations

import time
from statistics import median

from django.db import connection

from engine.actor import Actor
from engine.commands.start_instance import StartInstance, start_instance
from engine.models.user_task import UserTask, UserTaskCandidate
from engine.queries.worklist import worklist
from engine.sql import table
from tests.bench.figures import Figure, at_most
from tests.bench.scratch import ORGANISATION, doctor

# Half of the tasks are somebody's, half wait for a group: 2,000 of them (20 organisations, 100 role@department each).
ORGANISATIONS, GROUPS = 20, 100


def measure(*, quick: bool) -> list[Figure]:
    tasks, users = (100_000, 10_000) if quick else (1_000_000, 10_000)
    _fill(tasks, users)
    taken = []
    for number in range(40):
        actor = _actor(number, users)
        worklist(actor)
        begin = time.perf_counter()
        page = worklist(actor)
        taken.append(time.perf_counter() - begin)
        assert page.rows
    _empty()
    what = f"worklist page of 50 at {tasks:,} open tasks, {users:,} users"
    return [at_most(what, median(taken) * 1000, 20, f"p50 over 40 people; {page.total} tasks for the last of them", unit=" ms")]


def _fill(tasks: int, users: int) -> None:
    instance = start_instance(StartInstance(doctor(), "rounds", ORGANISATION)).instance_id
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table(UserTask)} (id, instance_id, organisation_id, token_id, activity_id, name_en, name_zh, state, "
            "candidate_groups, assignee_id, due_at, priority, form_key, form_values, version, created_at) "
            "SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, %s, 100 + n / 2 %% %s, n, "
            "'bench', 'Bench', '', "
            "CASE WHEN n %% 2 = 0 THEN 'created' ELSE 'assigned' END, 'g' || (n / 40) %% %s, "
            "CASE WHEN n %% 2 = 0 THEN NULL ELSE 100 + n / 2 %% %s END, "
            "now() + (n::bigint * 7919 %% 500000) * interval '1 second', "
            "50, '', '', 1, now() FROM generate_series(1, %s) n",
            [instance, ORGANISATIONS, GROUPS, users, tasks],
        )
        cursor.execute(
            f'INSERT INTO {table(UserTaskCandidate)} (user_task_id, organisation_id, "group") '
            f"SELECT id, organisation_id, candidate_groups FROM {table(UserTask)} WHERE activity_id = 'bench'"
        )
        for model in (UserTask, UserTaskCandidate):
            cursor.execute(f"VACUUM ANALYZE {table(model)}")


def _actor(number: int, users: int) -> Actor:
    organisation = 100 + number % ORGANISATIONS
    groups = frozenset((organisation, f"g{(number * 3 + each) % GROUPS}") for each in range(3))
    return Actor(100 + number % users, frozenset({organisation}), groups, frozenset({(organisation, "work")}))


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table(UserTaskCandidate)} WHERE \"group\" LIKE 'g%%'", [])
        cursor.execute(f"DELETE FROM {table(UserTask)} WHERE activity_id = 'bench'")
