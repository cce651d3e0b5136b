"""One transaction on one instance: lock its row, let due timers fire first, advance, write."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine import clock, limits, registry, runtime
from engine.definitions import LoadedDefinition, load
from engine.errors import EngineError, InvalidInput, InvalidState, NotFound
from engine.instance_lock import Row, UserTaskRow, lock_instance, lock_instances, user_task_of
from engine.instance_row import insert_instance, send, update_instance
from engine.limits_of_columns import LONGEST_BUSINESS_KEY
from engine.models.instance import LIVE, ProcessInstance
from engine.projection import InstanceWriter
from engine.replay import event_of
from engine.runtime.commands import Command, FireTimer, RefuseAssignee
from engine.runtime.events import Event
from engine.sql import as_uuid
from engine.wake import wake_workers

# More than this stay due and wait for the next sweep, so that one instance cannot keep its lock for long.
MAX_TIMERS_AT_ONCE = 200


class LockedInstance:
    """An instance within its transaction. Use through `locked_instance` or `new_instance`."""

    def __init__(
        self,
        *,
        instance_id: UUID,
        definition: LoadedDefinition,
        organisation_id: int,
        business_key: str,
        now: datetime,
        state_text: str = "",
        revision: int = 0,
        status: str = "running",
        history_seq: int = 0,
        history_head: str = "",
        started_by_id: int | None = None,
    ) -> None:
        self.id = instance_id
        self.definition = definition
        self.organisation_id = organisation_id
        self.business_key = business_key
        self.now = now
        self.revision = revision
        self.status = status
        self.started_by_id = started_by_id
        self.opened_user_tasks: list[UUID] = []
        self.user_task: UserTaskRow | None = None
        self.writer = InstanceWriter(instance_id, organisation_id, definition, now)
        self.writer.status = status
        self._state_text = state_text
        self._state: runtime.State | None = None
        self._history_seq = history_seq
        self._history_head = history_head
        self._events: list[tuple[Event, int | None]] = []
        self._heard: list[tuple[Event, int | None]] = []

    @classmethod
    def of_row(cls, row: Row, now: datetime) -> LockedInstance:
        return cls(
            instance_id=as_uuid(row[0]),
            definition=load(row[1]),
            organisation_id=row[2],
            business_key=row[3],
            status=row[4],
            state_text=row[5],
            revision=row[6],
            history_seq=row[7],
            history_head=row[8],
            started_by_id=row[9],
            now=now,
        )

    def row(self) -> ProcessInstance:
        """As much of the row as tells who reads the instance; never to be saved."""
        return ProcessInstance(pk=self.id, organisation_id=self.organisation_id, started_by_id=self.started_by_id)

    @property
    def history_seq(self) -> int:
        """The number of its last written event."""
        return self._history_seq

    @property
    def state(self) -> runtime.State | None:
        if self._state is None and self._state_text:
            self._state = runtime.decode_state(self._state_text)
        return self._state

    @property
    def due_timer(self) -> int | None:
        """The timer whose moment passed first. By the state: its timers are those of the table, which need not be asked."""
        return self.state.due_timer(self.now) if self.status == "running" and self.state is not None else None

    def advance(self, command: Command, actor_id: int | None = None) -> runtime.StepResult:
        """Apply one command. Raises: InvalidState if the instance has ended, StaleCommand if its step has."""
        if self.status not in LIVE:
            raise InvalidState(_("Expected a running process, but this one has already ended."))
        model = self.definition.model
        calendars = registry.calendars.asked_by(model, self.organisation_id)
        allowed = limits.text()
        budget = limits.read_budget(allowed)
        result = runtime.advance(model, self.state, command, self.now, budget=budget, calendars=calendars)
        self._events.append((event_of(command, calendars=calendars, limits=allowed), actor_id))
        return self.take(result, actor_id)

    def take(self, result: runtime.StepResult, actor_id: int | None) -> runtime.StepResult:
        """Keep what a step gave: state, events, rows."""
        self._state = result.state
        self._events.extend((event, actor_id) for event in result.events)
        self.writer.apply(result.effects, actor_id)
        self.status = self.writer.outcome or self.writer.status
        while self.writer.refused_assignees and self.status == "running":
            self.advance(RefuseAssignee(*self.writer.refused_assignees.pop()))
        return result

    def record(self, event: Event, actor_id: int | None) -> None:
        """Add a fact of the engine's own (a claim, a delegation) to the history."""
        self._events.append((event, actor_id))

    def fire_timer(self, timer_id: int) -> None:
        self.writer.delete_timer(timer_id)
        self.advance(FireTimer(timer_id))

    def fire_due_timers(self) -> int:
        """Fire and write every timer whose moment has passed, earliest first; how many. A fired one may arm another."""
        fired = 0
        while fired < MAX_TIMERS_AT_ONCE and (timer_id := self.due_timer) is not None:
            self.fire_timer(timer_id)
            self.write()
            fired += 1
        return fired

    def write(self, *, is_last: bool = False) -> None:
        """Send state, rows and history; then let the hospital's listeners act in the same transaction.

        `is_last`: the transaction ends after it, so COMMIT may travel along where no listener has still to act.
        """
        if not self._events:
            return
        self.queue()
        send(self.writer.batch, commits=is_last and not self._heard)
        self.written(is_last=is_last)

    def queue(self) -> None:
        """Put everything that changed into the writer's batch."""
        listeners = registry.listeners.of_process(self.definition.key)
        self._heard = [entry for entry in self._events if entry[0].kind in listeners]
        seq, head = self.writer.add_history(self._history_seq, self._history_head, self._events)
        self.writer.add_rows()
        state = runtime.encode_state(self._state) if self._state is not None else self._state_text
        if self.revision == 0:
            insert_instance(
                self.writer, state=state, seq=seq, head=head, business_key=self.business_key, started_by_id=self.started_by_id
            )
        else:
            update_instance(self.writer, state=state, revision=self.revision, seq=seq, head=head)
        self._history_seq, self._history_head, self._state_text = seq, head, state

    def written(self, *, is_last: bool = False) -> None:
        """The batch has been sent: wake and tell whom it concerns."""
        self.opened_user_tasks += self.writer.opened_user_tasks
        if self.writer.needs_wake:
            transaction.on_commit(wake_workers)
        heard, self._heard, self._events = self._heard, [], []
        self._tell(heard)
        self.revision += 1
        if not is_last:
            self.writer = InstanceWriter(self.id, self.organisation_id, self.definition, self.now)
            self.writer.status = self.status

    def _tell(self, events: list[tuple[Event, int | None]]) -> None:
        if not events:
            return
        listeners = registry.listeners.of_process(self.definition.key)
        for event, actor_id in events:
            seen = registry.InstanceEvent(
                instance_id=self.id,
                organisation_id=self.organisation_id,
                business_key=self.business_key,
                process_key=self.definition.key,
                kind=event.kind,
                activity_id=event.activity_id,
                actor_id=actor_id,
                at=self.now,
                data=event.data,
            )
            for listener in listeners[event.kind]:
                listener(seen)


def _read(key: UUID, *, by_user_task: bool, skip_locked: bool, now: datetime | None = None) -> LockedInstance | None:
    row = lock_instance(key, by_user_task=by_user_task, skip_locked=skip_locked)
    if row is None:
        return None
    # The time is read under the lock: who waited for it comes after the one who held it, in the history's times too.
    instance = LockedInstance.of_row(row, now or clock.now())
    if by_user_task:
        instance.user_task = user_task_of(key, row)
        if instance.user_task.ended_at is None:
            instance.writer.user_task_ids[instance.user_task.token_id] = instance.user_task.id
    return instance


@contextmanager
def locked_instance(
    *, instance_id: UUID | None = None, of_user_task: UUID | None = None, skip_locked: bool = False
) -> Iterator[LockedInstance]:
    """One transaction on one instance; what the block changed is written at its end.

    Due timers fire before the block runs. If the block then refuses, they stand: the refusal is raised after the commit.
    Raises: NotFound (also where `skip_locked` and somebody else holds the row).
    """
    key = of_user_task or instance_id
    if key is None:
        raise ValueError("Expected the id of an instance or of a user task")
    refusal: EngineError | None = None
    with transaction.atomic():
        instance = _read(key, by_user_task=of_user_task is not None, skip_locked=skip_locked)
        if instance is None:
            raise NotFound
        if instance.due_timer is not None:
            instance.fire_due_timers()
            if of_user_task is not None and (after := _read(key, by_user_task=True, skip_locked=False, now=instance.now)):
                instance.user_task = after.user_task
            try:
                with transaction.atomic():
                    yield instance
                    instance.write()
            except EngineError as error:
                refusal = error
        else:
            yield instance
            instance.write(is_last=True)
    if refusal is not None:
        raise refusal


def lock_free(instance_ids: Collection[UUID]) -> list[LockedInstance]:
    """Those of these instances whose rows nobody else holds, locked until the transaction ends. PostgreSQL only."""
    rows = lock_instances(instance_ids)
    now = clock.now()
    return [LockedInstance.of_row(row, now) for row in rows]


@contextmanager
def new_instance(
    definition: LoadedDefinition, *, organisation_id: int, business_key: str, started_by_id: int | None
) -> Iterator[LockedInstance]:
    """One transaction that creates an instance; the block gives it its `Start`. Raises: InvalidInput (its key is too long)."""
    if len(business_key) > LONGEST_BUSINESS_KEY:
        raise InvalidInput(_("Expected at most %(most)d characters as business key.") % {"most": LONGEST_BUSINESS_KEY})
    with transaction.atomic():
        instance = LockedInstance(
            instance_id=uuid4(),
            definition=definition,
            organisation_id=organisation_id,
            business_key=business_key,
            now=clock.now(),
            started_by_id=started_by_id,
        )
        yield instance
        instance.write(is_last=True)


__all__ = ["LockedInstance", "UserTaskRow", "lock_free", "locked_instance", "new_instance"]
