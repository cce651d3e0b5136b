"""Work off bulk operations row by row: a killed worker's rows are taken up again, and nothing is done twice."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db.models import Exists, F, OuterRef
from django.utils import translation

from engine import clock, leases
from engine.commands.bulk_acts import perform, rehearse
from engine.errors import EngineError, NotFound
from engine.locked_instance import locked_instance
from engine.models.steering import BulkItem, BulkOperation
from engine.sql import table

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
_ACTIVE = (
    "AND ((state = 'waiting' AND operation_id IN (SELECT id FROM {operation} WHERE state = 'previewing')) "
    "OR (state = 'fits' AND operation_id IN (SELECT id FROM {operation} WHERE state = 'running')))"
)


def run_bulk_operations(limit: int = 50) -> int:
    """Rehearse or do up to `limit` instances' part of whatever is under way; how many were looked at."""
    active = list(BulkOperation.objects.filter(state__in=("previewing", "running")))
    if not active:
        return 0
    for operation in active:
        if operation.pause_at is not None:  # no more than to the end of the batch
            dealt_with = operation.items.filter(state__in=("done", "failed")).count()
            limit = min(limit, max(0, operation.pause_at - dealt_with) or 1)
    leased = leases.lease(BulkItem, limit=limit, extra=_ACTIVE.format(operation=table(BulkOperation)))
    operations = {operation.pk: operation for operation in active}
    for item_id, fence in sorted(leased):  # as they were chosen: oldest first
        item = BulkItem.objects.select_related("instance").filter(pk=item_id, attempts=fence).first()
        if item is None or item.operation_id not in operations:
            continue
        operation = operations[item.operation_id]
        if item.state == "waiting":
            _rehearse(operation, item)
        elif BulkOperation.objects.filter(pk=operation.pk, state="running").exists():
            _perform(operation, item)
        else:  # paused or stopped since the lease, by a person or by failures
            BulkItem.objects.filter(pk=item.pk, attempts=fence).update(lease_until=None)
    for operation in active:
        _look(operation)
    return len(leased)


def _rehearse(operation: BulkOperation, item: BulkItem) -> None:
    try:
        blockers = rehearse(operation, item.instance)
    except Exception as error:  # one broken instance must not hold up the others
        logger.exception("Bulk operation %s could not be rehearsed on instance %s", operation.pk, item.instance_id)
        _note(item, "blocked", f"{type(error).__name__}", f"{type(error).__name__}")
        return
    if not blockers:
        _note(item, "fits", "", "")
        return
    english = " ".join(_in("en", blocker.message) for blocker in blockers[:5])
    chinese = "".join(_in("zh-hans", blocker.message) for blocker in blockers[:5])
    _note(item, "blocked", english, chinese, activity_id=blockers[0].activity_id)


def _perform(operation: BulkOperation, item: BulkItem) -> None:
    try:
        with locked_instance(instance_id=item.instance_id) as instance:
            # Marked in the same transaction: done exactly if the instance has changed, by one worker only.
            # And only while the operation runs: what was leased before somebody stopped it stays as it is.
            mine = BulkItem.objects.filter(pk=item.pk, state="fits", attempts=item.attempts, operation__state="running")
            if mine.update(state="done", done_at=clock.now(), lease_until=None) != 1:
                return
            perform(operation, instance)
    except NotFound:
        _failed(operation, item, "The instance is gone.", "该流程实例已不存在。")
    except EngineError as error:
        _failed(operation, item, _in("en", error.message), _in("zh-hans", error.message))
    except Exception as error:  # whatever it is, the instance is untouched; try again, then say so
        logger.exception("Bulk operation %s failed on instance %s", operation.pk, item.instance_id)
        if item.attempts >= MOST_ATTEMPTS + 1:  # the rehearsal was the first
            _failed(operation, item, type(error).__name__, type(error).__name__)
        else:
            BulkItem.objects.filter(pk=item.pk, attempts=item.attempts).update(
                lease_until=None, available_at=clock.real_now() + leases.backoff(item.attempts)
            )
    else:
        BulkOperation.objects.filter(pk=operation.pk, failures_in_row__gt=0).update(failures_in_row=0)


def _failed(operation: BulkOperation, item: BulkItem, english: str, chinese: str) -> None:
    """After too many in a row the cause is likely the same for all: somebody shall look before the rest follows."""
    _note(item, "failed", english, chinese)
    mine = BulkOperation.objects.filter(pk=operation.pk)
    mine.update(failures_in_row=F("failures_in_row") + 1)
    most = settings.CARELANE_BULK_FAILURES
    if most:
        left = BulkItem.objects.filter(operation=OuterRef("pk"), state="fits")
        too_many = mine.filter(Exists(left), state="running", failures_in_row__gte=most)
        too_many.update(state="paused", pause_cause="failures")


def _note(item: BulkItem, state: str, english: str, chinese: str, *, activity_id: str = "") -> None:
    BulkItem.objects.filter(pk=item.pk, attempts=item.attempts).update(
        state=state,
        message_en=english[:2000],
        message_zh=chinese[:2000],
        activity_id=activity_id,
        lease_until=None,
        done_at=clock.now(),
    )


def _look(operation: BulkOperation) -> None:
    """Whether a phase has ended. Conditional updates: two workers may look at once."""
    mine = BulkOperation.objects.filter(pk=operation.pk)
    left = BulkItem.objects.filter(operation=OuterRef("pk"))
    mine.filter(~Exists(left.filter(state="waiting")), state="previewing").update(state="previewed")
    done = mine.filter(~Exists(left.filter(state="fits")), state="running").update(state="done", ended_at=clock.now())
    if not done and operation.pause_at is not None:
        dealt_with = operation.items.filter(state__in=("done", "failed")).count()
        mine.filter(state="running", pause_at__lte=dealt_with).update(state="paused")


def _in(language: str, message: object) -> str:
    with translation.override(language):
        return str(message)
