"""What fails for good outside a token (a timer, a message): an incident on its instance, written without reading its state.

The state may be the very thing that cannot be read, or the model may be gone: row, incident and history alone are touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.errors import EngineError, InvalidInput
from engine.feel.quoting import shown_value
from engine.history import entry_hash, events_text
from engine.models.history import HistoryEntry
from engine.models.incident import Incident
from engine.models.instance import ProcessInstance
from engine.models.message import Message
from engine.models.timer import Timer
from engine.runtime.events import Event, EventKind
from engine.wake import wake_workers

# Tries before somebody is told: after 1 and 2 more seconds, so that a passing trouble of the database is not reported.
TRIES = 3
LONGEST_ERROR = 2000  # characters
# What waits for an operator is not tried by itself.
HELD = timedelta(days=36_500)


def put_off(failures: int) -> timedelta:
    """When to try again what has failed so often: 1 s, 2 s, then not before an operator retries."""
    return HELD if failures >= TRIES else timedelta(seconds=2 ** (failures - 1))


def error_text(error: Exception) -> str:
    """What is kept of an exception. The engine's own sentences mark the values that they quote; a stranger's may be one."""
    text = str(error) if isinstance(error, EngineError) else shown_value(error, LONGEST_ERROR)
    return f"{type(error).__name__}: {text}"[:LONGEST_ERROR]


def raise_incident(instance_id: UUID, *, cause: str, activity_id: str, code: str, error: Exception) -> None:
    """Tell the operators, once for each cause, that it will not happen by itself. `cause` is "timer:<id>" or "message:<id>"."""
    message = error_text(error)
    with transaction.atomic():
        row = _locked(instance_id)
        if row is None or row.status != "running" or Incident.objects.filter(instance=row, cause=cause, state="open").exists():
            return
        Incident.objects.create(
            instance=row,
            organisation_id=row.organisation_id,
            token_id=0,
            activity_id=activity_id,
            code=code,
            message=message,
            cause=cause,
            raised_at=clock.now(),
        )
        _record(row, "incident_raised", activity_id, None, {"code": code, "message": message})


def retry(incident: Incident, actor_id: int | None, variables: Mapping[str, Any]) -> None:
    """Let what is stuck be tried again at once; the caller has checked who asks. Raises: InvalidInput (values to mend)."""
    if variables:
        raise InvalidInput(_("Expected no values: this is a timer or message that failed, not a step that reads them."))
    kind, _colon, key = incident.cause.partition(":")
    with transaction.atomic():
        row = _locked(incident.instance_id)
        assert row is not None
        Incident.objects.filter(pk=incident.pk).update(state="resolved", ended_at=clock.now(), ended_by_id=actor_id)
        if kind == "timer":
            Timer.objects.filter(instance=row, timer_id=int(key)).update(retry_at=None, failures=0)
        else:
            Message.objects.filter(pk=int(key)).update(retry_at=None, failures=0)
        _record(row, "incident_resolved", incident.activity_id, actor_id, {"by": "retry"})
        transaction.on_commit(wake_workers)


def _locked(instance_id: UUID) -> ProcessInstance | None:
    return ProcessInstance.objects.select_for_update().filter(pk=instance_id).first()


def _record(row: ProcessInstance, kind: EventKind, activity_id: str, actor_id: int | None, data: Mapping[str, Any]) -> None:
    """One more entry of the chain, under the lock on its instance."""
    now, seq = clock.now(), row.history_seq + 1
    text = events_text([Event(kind, activity_id, None, None, data)])
    head = entry_hash(row.history_head, seq, now, actor_id, text)
    HistoryEntry.objects.create(instance=row, first_seq=seq, at=now, actor_id=actor_id, events=text, hash=head)
    ProcessInstance.objects.filter(pk=row.pk).update(history_seq=seq, history_head=head)
