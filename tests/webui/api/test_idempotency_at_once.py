"""The same request at the same moment from several threads: one effect, one answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

AT_ONCE = 6


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_requests_that_meet_have_one_effect_and_one_answer(program, published, organisation):
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: SQLite's test database lives in one connection")
    body = {"process_key": "errand", "organisation": organisation("hexi").pk, "business_key": "E-9"}
    doctors = [program("su.yan") for _ in range(AT_ONCE)]

    def start(doctor):
        try:
            return doctor.post("instances", body, **{"Idempotency-Key": "at-once"})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(start, doctors))

    assert [answer.status_code for answer in answers] == [201] * AT_ONCE
    assert len({answer.json()["instance_id"] for answer in answers}) == 1
    assert doctors[0].get("instances", business_key="E-9").json()["count"] == 1
