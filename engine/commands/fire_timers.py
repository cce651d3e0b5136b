"""Fire the timers that are due."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import OperationalError, transaction

from engine import clock, definitions, stuck
from engine.errors import NotFound
from engine.locked_instance import lock_free, locked_instance
from engine.models.instance import ProcessInstance
from engine.models.timer import Timer
from engine.sql import as_uuid, fetch_all, is_postgresql, table
from engine.sql_together import send_together

logger = logging.getLogger(__name__)
# An instance that somebody else holds: they fire its timers themselves, or it is looked at again after this.
HELD_ELSEWHERE = timedelta(seconds=1)
TOGETHER = 50  # instances in one commit: their rows stay locked for some ten milliseconds
FEW = 3
_DUE = (
    f"SELECT instance_id FROM {table(Timer)} WHERE due_at <= %s AND (retry_at IS NULL OR retry_at <= %s) ORDER BY due_at LIMIT %s"
)


def fire_timers(limit: int = 200) -> int:
    """Fire due timers of up to `limit` instances, longest overdue first; the number of instances touched.

    Many instances share a commit, one timer each; those with more come again. If one of them fails, each is tried alone.
    Workers do not wait for each other: an instance that is locked is somebody else's. What cannot fire is put off, so that its
    neighbours fire, and becomes an incident when it has failed for good.
    """
    now = clock.now()
    instance_ids = list(dict.fromkeys(as_uuid(row[0]) for row in fetch_all(_DUE, (now, clock.real_now(), limit))))
    if not is_postgresql() or len(instance_ids) <= FEW:
        return _fire_alone(instance_ids, now)
    touched = 0
    for start in range(0, len(instance_ids), TOGETHER):
        part = instance_ids[start : start + TOGETHER]
        try:
            touched += _fire_together(part, now)
        except Exception:  # whatever it is and whosever it is: nothing of this part was written
            logger.warning("Timers of %s instances could not fire together; trying each alone", len(part), exc_info=True)
            touched += _fire_alone(part, now)
    return touched


def _fire_together(instance_ids: list[UUID], now: datetime) -> int:
    with transaction.atomic():
        instances = lock_free(instance_ids)
        fired = []
        for instance in instances:
            if (timer_id := instance.due_timer) is not None:
                instance.fire_timer(timer_id)
                instance.queue()
                fired.append(instance)
        send_together([instance.writer.batch for instance in fired])
        for instance in fired:
            instance.written(is_last=True)
    for instance_id in set(instance_ids) - {instance.id for instance in instances}:
        _not_found(instance_id, now, NotFound())
    return len(fired)


def _fire_alone(instance_ids: list[UUID], now: datetime) -> int:
    touched = 0
    for instance_id in instance_ids:
        try:
            with locked_instance(instance_id=instance_id, skip_locked=True):
                touched += 1
        except NotFound as error:
            _not_found(instance_id, now, error)
        except OperationalError:  # a passing trouble of the database is no failure of the timer
            _put_off(instance_id, now, HELD_ELSEWHERE)
        except Exception as error:  # noqa: BLE001  whatever it is, it must not hold up the neighbours' timers
            _failed(instance_id, now, error)
    return touched


def _not_found(instance_id: UUID, now: datetime, error: NotFound) -> None:
    """Held by another worker, or its model or row is gone."""
    definition_id = ProcessInstance.objects.filter(pk=instance_id).values_list("definition_id", flat=True).first()
    if definition_id is None:
        logger.error("Timers of instance %s have no instance: they are put aside", instance_id)
        _put_off(instance_id, now, stuck.HELD)
        return
    try:
        definitions.load(definition_id)
    except Exception as gone:  # noqa: BLE001  the model cannot be read any more, for whatever reason
        _failed(instance_id, now, gone if not isinstance(gone, NotFound) else LookupError("The process's model is gone."))
        return
    _put_off(instance_id, now, HELD_ELSEWHERE)


def _put_off(instance_id: UUID, now: datetime, wait: timedelta) -> None:
    """Without waiting for whoever holds the rows: they fire them."""
    with transaction.atomic():
        due = Timer.objects.filter(instance_id=instance_id, due_at__lte=now).select_for_update(skip_locked=True)
        Timer.objects.filter(pk__in=list(due.values_list("pk", flat=True))).update(retry_at=clock.real_now() + wait)


def _failed(instance_id: UUID, now: datetime, error: Exception) -> None:
    """The earliest one fails, and those after it wait for it, as they must."""
    due = Timer.objects.filter(instance_id=instance_id, due_at__lte=now)
    first = due.order_by("due_at", "timer_id").first()
    if first is None:
        return
    failures = first.failures + 1
    wait = stuck.put_off(failures)
    logger.error("Timer %s of instance %s could not fire (%s times)", first.timer_id, instance_id, failures, exc_info=error)
    Timer.objects.filter(pk=first.pk).update(failures=failures)
    due.update(retry_at=clock.real_now() + wait)
    if wait == stuck.HELD:
        stuck.raise_incident(
            instance_id, cause=f"timer:{first.timer_id}", activity_id=first.activity_id, code="TimerFailed", error=error
        )
