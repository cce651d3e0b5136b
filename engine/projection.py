"""StepResult → rows: the only writer of an instance's engine tables. One batch, sent in one round trip before the commit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID, uuid4

from engine import clock, feel, operated_rows, projected_waits, registry
from engine.columns import CANDIDATE, HISTORY, INCIDENT, JOB, OUTBOX, SUBSCRIPTION, TIMER, USER_TASK
from engine.definitions import LoadedDefinition
from engine.history import entry_hash, events_text
from engine.limits_of_columns import LONGEST_TEXT
from engine.models.history import HistoryEntry
from engine.models.incident import Incident
from engine.models.job import Job
from engine.models.message import Subscription
from engine.models.outbox import OutboxEntry
from engine.models.timer import Timer
from engine.models.user_task import UserTask, UserTaskCandidate
from engine.runtime import effects as fx
from engine.runtime.events import Event
from engine.sql import Batch, table

STATUS_OF_OUTCOME = {"completed": "completed", "terminated": "terminated", "cancelled": "cancelled"}

_STILL_OPEN = "instance_id = %s AND token_id = %s AND ended_at IS NULL"
_LET_GO = f"DELETE FROM {table(UserTaskCandidate)} WHERE user_task_id "
_CLOSE = f"UPDATE {table(UserTask)} SET state = %s, ended_at = %s, completed_by_id = %s, version = version + 1 WHERE "
_BY_ID = (_LET_GO + "= %s", _CLOSE + "id = %s")
_BY_TOKEN = (_LET_GO + f"IN (SELECT id FROM {table(UserTask)} WHERE {_STILL_OPEN})", _CLOSE + _STILL_OPEN)


def dump(values: Mapping[str, Any]) -> str:
    """FEEL values as JSON text."""
    return json.dumps(feel.to_json(dict(values)), ensure_ascii=False, separators=(",", ":"))


def parse(text: str) -> dict[str, Any]:
    """The inverse of `dump`."""
    return feel.from_json(json.loads(text)) if text else {}


class InstanceWriter:
    """Collects what one transaction changes in one instance, then writes it."""

    def __init__(self, instance_id: UUID, organisation_id: int, definition: LoadedDefinition, now: datetime) -> None:
        self.instance_id = instance_id
        self.key = instance_id.hex  # as both databases take it, without an adapter
        self.organisation_id = organisation_id
        self.definition = definition
        self.now = now
        self.batch = Batch()
        self.opened_user_tasks: list[UUID] = []
        self.user_task_ids: dict[int, UUID] = {}  # open ones by token, as far as the caller has read them
        self.needs_wake = False
        self.outcome: str | None = None
        self.refused_assignees: list[tuple[int, str]] = []
        self.status = "running"  # unless it has ended
        self._open: dict[UUID, tuple[Any, ...]] = {}
        self._candidates: dict[UUID, list[tuple[Any, ...]]] = {}
        self._task_of_token: dict[int, UUID] = {}
        self._timers: dict[int, tuple[Any, ...]] = {}
        self._jobs: dict[int, tuple[Any, ...]] = {}
        self.subscriptions: dict[int, tuple[Any, ...]] = {}
        self._incidents: dict[int, tuple[Any, ...]] = {}
        self._outbox: list[tuple[Any, ...]] = []

    def apply(self, effects: Iterable[fx.Effect], actor_id: int | None) -> None:
        for effect in effects:
            APPLY[type(effect)](self, effect, actor_id)

    # -- one method an effect -------------------------------------------------------------------------------------
    def open_user_task(self, effect: fx.OpenUserTask, _actor_id: int | None) -> None:
        node = self.definition.model.node(effect.activity_id)
        user_task_id = uuid4()
        assignee_id = self._assignee(effect) if effect.assignee else None
        key = user_task_id.hex
        self._open[user_task_id] = (
            key,
            self.key,
            self.organisation_id,
            effect.token_id,
            effect.activity_id,
            (node.name.en or effect.activity_id)[:LONGEST_TEXT],  # of versions that were published before it was checked
            node.name.zh[:LONGEST_TEXT],
            "assigned" if assignee_id is not None else "created",
            ",".join(effect.candidate_groups),
            assignee_id,
            effect.due_at,
            effect.follow_up_at,
            effect.priority,
            effect.form_key,
            dump(effect.form_values) if effect.form_values else "",
            1,
            self.now,
        )
        self._candidates[user_task_id] = [(key, self.organisation_id, group) for group in effect.candidate_groups]
        self._task_of_token[effect.token_id] = user_task_id

    def _assignee(self, effect: fx.OpenUserTask) -> int | None:
        """Whom the model names, if the directory lets them do it; otherwise the caller refuses the task."""
        try:
            return registry.assignees.check(effect.assignee, self.organisation_id, effect.candidate_groups)
        except registry.AssigneeRefused as refusal:
            self.refused_assignees.append((effect.token_id, str(refusal)))
            return None

    def close_user_task(self, effect: fx.CloseUserTask, actor_id: int | None) -> None:
        if user_task_id := self._task_of_token.pop(effect.token_id, None):
            # Opened and taken back within one transaction: nobody has seen it.
            del self._open[user_task_id], self._candidates[user_task_id]
            return
        completed_by = actor_id if effect.outcome == "completed" else None
        known = self.user_task_ids.get(effect.token_id)
        key: list[Any] = [known.hex] if known else [self.key, effect.token_id]
        let_go, close = _BY_ID if known else _BY_TOKEN
        self.batch.add(UserTaskCandidate, let_go, *key)
        self.batch.add(UserTask, close, effect.outcome, self.now, completed_by, *key)

    def set_timer(self, effect: fx.SetTimer, _actor_id: int | None) -> None:
        self._timers[effect.timer_id] = (self.key, effect.timer_id, effect.token_id, effect.activity_id, effect.due_at)

    def clear_timer(self, effect: fx.ClearTimer, _actor_id: int | None) -> None:
        if self._timers.pop(effect.timer_id, None) is None:
            self.batch.add(
                Timer, f"DELETE FROM {table(Timer)} WHERE instance_id = %s AND timer_id = %s", self.key, effect.timer_id
            )

    def delete_timer(self, timer_id: int) -> None:
        self.clear_timer(fx.ClearTimer(timer_id), None)

    def open_job(self, effect: fx.OpenJob, _actor_id: int | None) -> None:
        self._jobs[effect.token_id] = (
            uuid4(),
            self.key,
            effect.token_id,
            effect.activity_id,
            effect.topic,
            dump(effect.payload),
            0,
            effect.max_attempts,
            clock.real_now(),
            0,
            "",
            effect.number,
        )

    def close_job(self, effect: fx.CloseJob, _actor_id: int | None) -> None:
        if self._jobs.pop(effect.token_id, None) is None:
            self.batch.add(Job, f"DELETE FROM {table(Job)} WHERE instance_id = %s AND token_id = %s", self.key, effect.token_id)

    def send_message(self, effect: fx.SendMessage, _actor_id: int | None) -> None:
        target = effect.target_organisation_id
        payload = {
            "message_key": f"{self.instance_id}:{effect.sequence}",
            "name": effect.name,
            "correlation_key": effect.correlation_key,
            "organisation_id": self.organisation_id if target is None else int(target),
            "payload": feel.to_json(dict(effect.payload)),
            "expires_at": (self.now + timedelta(seconds=effect.time_to_live_seconds)).isoformat(),
            "sender_organisation_id": self.organisation_id,
        }
        self.add_outbox(f"message:{self.instance_id}:{effect.sequence}", "message", payload)

    def add_outbox(self, key: str, kind: str, payload: Mapping[str, Any]) -> None:
        moment = clock.real_now()
        self._outbox.append((key, kind, json.dumps(payload, ensure_ascii=False), moment, 0, moment, "", self.organisation_id))

    def raise_incident(self, effect: fx.RaiseIncident, _actor_id: int | None) -> None:
        self._incidents[effect.token_id] = (
            uuid4(),
            self.key,
            self.organisation_id,
            effect.token_id,
            effect.activity_id,
            effect.code[:100],
            effect.message,
            "open",
            self.now,
        )

    def resolve_incident(self, effect: fx.ResolveIncident, actor_id: int | None) -> None:
        self._end_incident("resolved", effect.token_id, actor_id)

    def _end_incident(self, state: str, token_id: int, actor_id: int | None) -> None:
        if self._incidents.pop(token_id, None) is None:
            self.batch.add(
                Incident,
                f"UPDATE {table(Incident)} SET state = %s, ended_at = %s, ended_by_id = %s "
                "WHERE instance_id = %s AND token_id = %s AND state = 'open'",
                state,
                self.now,
                actor_id,
                self.key,
                token_id,
            )

    def end_instance(self, effect: fx.EndInstance, actor_id: int | None) -> None:
        self.outcome = STATUS_OF_OUTCOME[effect.outcome]
        self._incidents.clear()
        self.batch.add(
            Incident,
            f"UPDATE {table(Incident)} SET state = 'cancelled', ended_at = %s, ended_by_id = %s "
            "WHERE instance_id = %s AND state = 'open'",
            self.now,
            actor_id,
            self.key,
        )

    # -- the write -------------------------------------------------------------------------------------------------
    def add_history(self, seq: int, head: str, events: Iterable[tuple[Event, int | None]]) -> tuple[int, str]:
        """Append the events to the chain, an entry for each run of one actor; the new last number and hash."""
        rows = []
        for actor_id, run in groupby(events, key=itemgetter(1)):
            done = [event for event, _actor_id in run]
            text = events_text(done)
            head = entry_hash(head, seq + 1, self.now, actor_id, text)
            rows.append((self.key, seq + 1, self.now, actor_id, text, head))
            seq += len(done)
        self.batch.insert(HistoryEntry, HISTORY, rows, has_new_keys=True)
        return seq, head

    def add_rows(self) -> None:
        """Queue the rows that are still wanted at the end of the transaction."""
        self.opened_user_tasks = list(self._open)
        self.needs_wake = self.needs_wake or bool(self._jobs or self._outbox or self.subscriptions)
        if self._open:
            self.batch.insert(UserTask, USER_TASK, list(self._open.values()), has_new_keys=True)
            candidates = [row for rows in self._candidates.values() for row in rows]
            self.batch.insert(UserTaskCandidate, CANDIDATE, candidates, has_new_keys=True)
        for model, columns, rows in (
            (Timer, TIMER, self._timers),
            (Job, JOB, self._jobs),
            (Subscription, SUBSCRIPTION, self.subscriptions),
            (Incident, INCIDENT, self._incidents),
        ):
            if rows:
                self.batch.insert(model, columns, list(rows.values()))
        self.batch.insert(OutboxEntry, OUTBOX, self._outbox)


APPLY: dict[type, Any] = {
    fx.OpenUserTask: InstanceWriter.open_user_task,
    fx.CloseUserTask: InstanceWriter.close_user_task,
    fx.SetTimer: InstanceWriter.set_timer,
    fx.ClearTimer: InstanceWriter.clear_timer,
    fx.OpenJob: InstanceWriter.open_job,
    fx.CloseJob: InstanceWriter.close_job,
    fx.SendMessage: InstanceWriter.send_message,
    **projected_waits.APPLY,
    fx.RaiseIncident: InstanceWriter.raise_incident,
    fx.ResolveIncident: InstanceWriter.resolve_incident,
    fx.EndInstance: InstanceWriter.end_instance,
    fx.RelabelUserTask: operated_rows.relabel_user_task,
    fx.RelabelIncident: operated_rows.relabel_incident,
    fx.SuspendInstance: operated_rows.suspend,
    fx.ResumeInstance: operated_rows.resume,
}
