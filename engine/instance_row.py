"""The instance's own row: the last statement of its batch, which makes the whole batch fail where it must not be written."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError

from engine.definitions import STARTABLE
from engine.errors import Conflict
from engine.models.definition import ProcessDefinition
from engine.models.instance import ProcessInstance
from engine.models.steering import VersionRule
from engine.projection import InstanceWriter
from engine.sql import Batch, table

# A COMMIT that travels with the statement leaves no time to look at row counts. So what must hold is written into it:
# where it does not, a column would become null that cannot be, and the database refuses the whole statement.
_RULE = f"EXISTS (SELECT 1 FROM {table(VersionRule)} r WHERE r.organisation_id = %s AND r.ended_at IS NULL AND "
_TAKEN_HERE = (
    f"(({STARTABLE} AND NOT {_RULE} r.process_key = d.key AND (r.kind = 'pin' OR r.definition_id = d.id))) "
    f"OR {_RULE} r.definition_id = d.id AND r.kind = 'pin'))"
)
_COLUMNS = (
    "id",
    "organisation_id",
    "business_key",
    "status",
    "state",
    "revision",
    "history_seq",
    "history_head",
    "started_by_id",
    "started_at",
    "ended_at",
)
_INSERT = (
    f"INSERT INTO {table(ProcessInstance)} (definition_id, {', '.join(_COLUMNS)}) "
    f"VALUES ((SELECT id FROM {table(ProcessDefinition)} d WHERE d.id = %s AND {_TAKEN_HERE}){', %s' * len(_COLUMNS)})"
)
_UPDATE = (
    f"UPDATE {table(ProcessInstance)} SET state = %s, revision = CASE revision WHEN %s THEN revision + 1 END, "
    "history_seq = %s, history_head = %s, status = %s, ended_at = %s WHERE id = %s"
)
_GUARDED = ("revision", "definition_id")


def insert_instance(
    writer: InstanceWriter, *, state: str, seq: int, head: str, business_key: str, started_by_id: int | None
) -> None:
    """Queue the row of a new instance: refused if its definition takes no new instances by now."""
    here, status, ended_at = writer.organisation_id, writer.outcome or writer.status, _ended_at(writer)
    row = (writer.key, here, business_key, status, state, 1, seq, head, started_by_id, writer.now, ended_at)
    writer.batch.add(ProcessInstance, _INSERT, writer.definition.id, here, here, *row)


def update_instance(writer: InstanceWriter, *, state: str, revision: int, seq: int, head: str) -> None:
    """Queue the change of the row: refused if the revision moved although the row was locked."""
    values = (state, revision, seq, head, writer.outcome or writer.status, _ended_at(writer), writer.key)
    writer.batch.add(ProcessInstance, _UPDATE, *values)


def _ended_at(writer: InstanceWriter) -> datetime | None:
    return writer.now if writer.outcome else None


def send(batch: Batch, *, commits: bool) -> None:
    """Raises: Conflict if the instance's row must not be written."""
    try:
        batch.send(commits=commits)
    except IntegrityError as error:
        first = str(error).partition("\n")[0]
        if any(guarded in first for guarded in _GUARDED):
            raise Conflict from error
        raise
