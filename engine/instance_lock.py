"""The read that begins a transaction on an instance: its row, locked, and that of the user task that a command names."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from engine.models.instance import ProcessInstance
from engine.models.user_task import UserTask
from engine.sql import as_time, fetch_one, is_postgresql, table
from engine.sql_packing import joined, parted

Row = tuple[Any, ...]


@dataclass(slots=True)
class UserTaskRow:
    """A user task as the hot path reads it."""

    id: UUID
    token_id: int
    activity_id: str
    state: str
    version: int
    assignee_id: int | None
    form_key: str
    form_values: str
    ended_at: datetime | None
    completed_by_id: int | None
    candidate_groups: tuple[str, ...]


_INSTANCE = (
    "i.id",
    "i.definition_id",
    "i.organisation_id",
    "i.business_key",
    "i.status",
    "i.state",
    "i.revision",
    "i.history_seq",
    "i.history_head",
    "i.started_by_id",
)
_USER_TASK = (
    "t.token_id",
    "t.activity_id",
    "t.state",
    "t.version",
    "t.assignee_id",
    "t.form_key",
    "t.form_values",
    "t.ended_at",
    "t.completed_by_id",
    "t.candidate_groups",
)
_READ: tuple[Callable[[str], Any], ...] = (UUID, int, int, str, str, str, int, int, str, int)
_READ += (int, str, str, int, int, str, str, datetime.fromisoformat, int, str)


@cache
def _query(*, by_user_task: bool, skip_locked: bool, as_one: bool) -> str:
    columns: tuple[str, ...] = _INSTANCE
    if by_user_task:
        columns += _USER_TASK
        tables = f"{table(UserTask)} t JOIN {table(ProcessInstance)} i ON i.id = t.instance_id WHERE t.id = %s"
    else:
        tables = f"{table(ProcessInstance)} i WHERE i.id = %s"
    lock = ""
    if is_postgresql():
        # Both rows: a waiter must see what the winner wrote to either.
        lock = f" FOR UPDATE OF i{', t' if by_user_task else ''}{' SKIP LOCKED' if skip_locked else ''}"
    return f"SELECT {joined(columns) if as_one else ', '.join(columns)} FROM {tables}{lock}"


def lock_instance(key: UUID, *, by_user_task: bool, skip_locked: bool) -> Row | None:
    """The instance with this id, or that of the user task with this id and the task behind it."""

    def fetch(*, as_one: bool) -> Row | None:
        row: Row | None = fetch_one(_query(by_user_task=by_user_task, skip_locked=skip_locked, as_one=as_one), (key.hex,))
        return row

    if not is_postgresql():
        return fetch(as_one=False)
    found = fetch(as_one=True)
    if found is None:
        return None
    return parted(found[0], _READ if by_user_task else _READ[: len(_INSTANCE)]) or fetch(as_one=False)


def lock_instances(instance_ids: Collection[UUID]) -> list[Row]:
    """Those that nobody else holds. PostgreSQL only."""
    columns = ", ".join(_INSTANCE)
    statement = f"SELECT {columns} FROM {table(ProcessInstance)} i WHERE i.id = ANY(%s::uuid[]) FOR UPDATE SKIP LOCKED"
    with connection.cursor() as cursor:
        cursor.execute(statement, [[instance_id.hex for instance_id in instance_ids]])
        rows: list[Row] = cursor.fetchall()
    return rows


def user_task_of(key: UUID, row: Row) -> UserTaskRow:
    return UserTaskRow(
        id=key,
        token_id=row[10],
        activity_id=row[11],
        state=row[12],
        version=row[13],
        assignee_id=row[14],
        form_key=row[15],
        form_values=row[16],
        ended_at=as_time(row[17]),
        completed_by_id=row[18],
        candidate_groups=tuple(row[19].split(",")) if row[19] else (),
    )
