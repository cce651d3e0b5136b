"""Rows that only acts of operators change. A suspended instance has no timer rows and its jobs are held back.

`writer` is the projection's, which calls these two.
"""

from __future__ import annotations

from typing import Any

from engine import clock
from engine.definitions import LoadedDefinition
from engine.models.incident import Incident
from engine.models.instance import ProcessInstance
from engine.models.job import HELD_UNTIL, Job
from engine.models.timer import Timer
from engine.models.user_task import UserTask
from engine.runtime import effects as fx
from engine.sql import table


def suspend(writer: Any, _effect: fx.SuspendInstance, _actor_id: int | None) -> None:
    key = writer.instance_id.hex
    writer.status = "suspended"
    writer.batch.add(Timer, f"DELETE FROM {table(Timer)} WHERE instance_id = %s", key)
    writer.batch.add(Job, f"UPDATE {table(Job)} SET available_at = %s WHERE instance_id = %s", HELD_UNTIL, key)


def resume(writer: Any, _effect: fx.ResumeInstance, _actor_id: int | None) -> None:
    writer.status = "running"
    writer.needs_wake = True  # messages may have come meanwhile
    now = clock.real_now()
    writer.batch.add(Job, f"UPDATE {table(Job)} SET available_at = %s WHERE instance_id = %s", now, writer.instance_id.hex)


def relabel_user_task(writer: Any, effect: fx.RelabelUserTask, _actor_id: int | None) -> None:
    """Names and form of the version that the instance is on now; who holds the task keeps it."""
    node = writer.definition.model.node(effect.activity_id)
    statement = (
        f"UPDATE {table(UserTask)} SET activity_id = %s, name_en = %s, name_zh = %s, form_key = %s, version = version + 1 "
        "WHERE instance_id = %s AND token_id = %s AND ended_at IS NULL"
    )
    names = (node.name.en or node.id, node.name.zh)
    writer.batch.add(UserTask, statement, node.id, *names, effect.form_key, writer.instance_id.hex, effect.token_id)


def relabel_incident(writer: Any, effect: fx.RelabelIncident, _actor_id: int | None) -> None:
    statement = f"UPDATE {table(Incident)} SET activity_id = %s WHERE instance_id = %s AND token_id = %s AND state = 'open'"
    writer.batch.add(Incident, statement, effect.activity_id, writer.instance_id.hex, effect.token_id)


def change_definition(writer: Any, definition: LoadedDefinition) -> None:
    """The instance belongs to another version from now on."""
    writer.definition = definition
    statement = f"UPDATE {table(ProcessInstance)} SET definition_id = %s WHERE id = %s"
    writer.batch.add(ProcessInstance, statement, definition.id, writer.instance_id.hex)
