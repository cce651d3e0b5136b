"""Counts what is sent to PostgreSQL and how often it commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from engine.postgresql import base


@dataclass
class Traffic:
    round_trips: int = 0
    commits: int = 0


@contextmanager
def counted(database: BaseDatabaseWrapper) -> Iterator[Traffic]:
    """Every call of the driver's cursor is a round trip."""
    traffic = Traffic()
    send = base.Cursor.execute

    def execute(self: base.Cursor, query: Any, vars: Any = None) -> None:
        send(self, query, vars)
        if self.connection is database.connection:
            traffic.round_trips += 1
            traffic.commits += str(query).rstrip().endswith("COMMIT")

    base.Cursor.execute = execute  # type: ignore[method-assign]
    try:
        yield traffic
    finally:
        base.Cursor.execute = send  # type: ignore[method-assign]
