"""What happens when several people do the same at once. Threads need a server: SQLite lets one writer in at a time anyway."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from engine.errors import Conflict
from workflows.cases.models import Case
from workflows.cases.numbers import next_number
from workflows.patients.commands.register_patient import RegisterPatient, register_patient

THREADS = 8
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _only_on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: set DATABASE_URL")


def at_once(action, count: int = THREADS) -> list[object]:
    """Results of `count` threads that begin together; a refusal counts as a result."""
    barrier = Barrier(count)

    def run(number: int) -> object:
        try:
            barrier.wait(timeout=10)
            return action(number)
        except Conflict as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_no_two_cases_share_a_number(organisation, clock):
    hexi = organisation("hexi")

    def take(_number: int) -> str:
        with transaction.atomic():
            return next_number(hexi, clock.now)

    assert sorted(map(str, at_once(take))) == [f"ZZ20260302-HX{serial:04d}" for serial in range(1, THREADS + 1)]


def test_no_two_patients_share_a_code(actor_of, organisation):
    actor, hexi = actor_of("su.yan"), organisation("hexi").pk
    codes = at_once(lambda number: register_patient(RegisterPatient(actor, hexi, f"测试{number}", "male", "1970-01-01")).code)
    assert len(set(codes)) == THREADS


def test_one_problem_is_referred_once(refer):
    refer(problem="warms the caches")
    results = at_once(lambda number: refer())
    assert sum(isinstance(result, Conflict) for result in results) == THREADS - 1
    assert Case.objects.filter(problem="胸痛待查").count() == 1
