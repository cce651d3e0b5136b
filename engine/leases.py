"""Claim rows of a work table for one worker: a lease that ends by itself, and a fence that rises with each lease."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection, models

from engine import clock
from engine.sql import is_postgresql, param, table

LEASE = timedelta(seconds=30)


def lease(model: type[models.Model], *, limit: int, extra: str = "", fence: str = "attempts") -> list[tuple[Any, int]]:
    """Lease up to `limit` available rows in one statement; their primary keys, each with the fence of this lease.

    Two workers never get the same row: PostgreSQL skips locked rows, SQLite has one writer.
    `extra` and `fence` (the column that rises with each lease) are constants written in this code base, never input.
    """
    now = clock.real_now()
    lock = "FOR UPDATE SKIP LOCKED" if is_postgresql() else ""
    name = table(model)
    statement = (
        f"UPDATE {name} SET lease_until = %s, {fence} = {fence} + 1 WHERE id IN ("
        f"SELECT id FROM {name} WHERE available_at <= %s AND (lease_until IS NULL OR lease_until < %s) {extra} "
        f"ORDER BY available_at LIMIT {int(limit)} {lock}) RETURNING id, {fence}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [param(now + LEASE), param(now), param(now)])
        rows = cursor.fetchall()
    return [(row[0], row[1]) for row in rows]


def renew(model: type[models.Model], key: Any, *, counted: str = "", **fence: int) -> bool:
    """Lease a row of a batch anew when its turn comes; False if the lease ran out meanwhile and another worker has it.

    `counted`: a column that counts the turns, where a lease that ended without one must not.
    """
    turn = {counted: models.F(counted) + 1} if counted else {}
    return model._default_manager.filter(pk=key, **fence).update(lease_until=clock.real_now() + LEASE, **turn) == 1


def has_available(model: type[models.Model], **conditions: Any) -> bool:
    """Whether there is anything to lease: a plain read, so that an idle sweep takes no write lock."""
    now = clock.real_now()
    free = models.Q(lease_until=None) | models.Q(lease_until__lt=now)
    return model._default_manager.filter(free, available_at__lte=now, **conditions).exists()


def backoff(attempts: int) -> timedelta:
    """1 s, 2 s, 4 s … up to five minutes."""
    return timedelta(seconds=min(300, 2 ** max(0, attempts - 1)))
