"""Bulk operations: who is meant, how far they are, what became of each instance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count

from engine import definitions
from engine.actor import Actor
from engine.models.steering import BulkItem, BulkOperation
from engine.queries.names import in_language
from engine.selection import visible_operation
from engine.undone import SIGNED, leaves_undone

OPEN = ("previewing", "previewed", "running", "paused")
STATES = ("waiting", "fits", "blocked", "done", "failed")


@dataclass(frozen=True, slots=True)
class BulkRow:
    id: UUID
    kind: str
    reason: str
    state: str
    total: int
    counts: Mapping[str, int]  # by state of the item
    process_name: str
    source_version: int | None
    target_version: int | None
    parameters: Mapping[str, Any]
    selection: Mapping[str, Any]
    created_by_id: int | None
    created_at: datetime
    confirmed_by_id: int | None
    confirmed_at: datetime | None
    ended_at: datetime | None
    batch_size: int
    failures_in_row: int
    pause_cause: str  # "failures" where it paused by itself because of them
    is_way_back: bool
    is_signed: bool  # a second person confirms it, with a signature

    @property
    def dealt_with(self) -> int:
        phase = ("waiting",) if self.state == "previewing" else ("waiting", "fits")
        return self.total - sum(self.counts[each] for each in phase)

    @property
    def percent(self) -> int:
        return 100 * self.dealt_with // self.total if self.total else 100


@dataclass(frozen=True, slots=True)
class BulkItemRow:
    instance_id: UUID
    organisation_id: int
    business_key: str
    state: str
    activity_id: str
    activity_name: str
    message_en: str
    message_zh: str

    @property
    def message(self) -> str:
        return in_language(self.message_en, self.message_zh)


def bulk_operations(actor: Actor, *, limit: int = 100) -> list[BulkRow]:
    """Newest first; those that touch an organisation that the actor does not operate are left out."""
    rows = BulkOperation.objects.select_related("source", "target")[:1000]
    mine = [row for row in rows if all(actor.may("operate", each) for each in row.organisation_ids)][:limit]
    counts = _counts([row.pk for row in mine])
    return [_row(row, counts[row.pk]) for row in mine]


def open_operations(actor: Actor) -> int:
    """How many of those that the actor sees have not ended."""
    touched = BulkOperation.objects.filter(state__in=OPEN).order_by().values_list("organisation_ids", flat=True)
    return sum(all(actor.may("operate", each) for each in organisations) for organisations in touched)


def bulk_operation(actor: Actor, operation_id: UUID) -> BulkRow:
    """Raises: NotFound."""
    row = visible_operation(actor, operation_id)
    return _row(row, _counts([row.pk])[row.pk])


def bulk_items(actor: Actor, operation_id: UUID, *, state: str = "", limit: int = 500) -> list[BulkItemRow]:
    """Those that block or failed first. Raises: NotFound."""
    operation = visible_operation(actor, operation_id)
    rows = operation.items.select_related("instance").order_by("pk")
    if state:
        rows = rows.filter(state=state)
    order = {"failed": 0, "blocked": 1, "waiting": 2, "fits": 3, "done": 4}
    found = sorted(rows[: limit * 4], key=lambda row: order[row.state])[:limit]
    return [
        BulkItemRow(
            row.instance_id, row.organisation_id, row.instance.business_key, row.state, row.activity_id,
            _activity_name(operation.source_id or row.instance.definition_id, row.activity_id), row.message_en, row.message_zh,
        )
        for row in found
    ]  # fmt: skip


def _activity_name(definition_id: int, activity_id: str) -> str:
    return definitions.load(definition_id).name_of(activity_id) if activity_id else ""


def _counts(operation_ids: list[UUID]) -> dict[UUID, dict[str, int]]:
    found = {operation_id: dict.fromkeys(STATES, 0) for operation_id in operation_ids}
    rows = BulkItem.objects.filter(operation_id__in=operation_ids).values("operation_id", "state").annotate(n=Count("pk"))
    for row in rows.order_by():
        found[row["operation_id"]][row["state"]] = row["n"]
    return found


def _row(row: BulkOperation, counts: Mapping[str, int]) -> BulkRow:
    named = row.target or row.source
    return BulkRow(
        id=row.pk,
        kind=row.kind,
        reason=row.reason,
        state=row.state,
        total=row.total,
        counts=counts,
        process_name=in_language(named.name_en, named.name_zh) if named else "",
        source_version=row.source.version if row.source else None,
        target_version=row.target.version if row.target else None,
        parameters=row.parameters,
        selection=row.selection,
        created_by_id=row.created_by_id,
        created_at=row.created_at,
        confirmed_by_id=row.confirmed_by_id,
        confirmed_at=row.confirmed_at,
        ended_at=row.ended_at,
        batch_size=row.batch_size,
        failures_in_row=row.failures_in_row,
        pause_cause=row.pause_cause,
        is_way_back=row.rolls_back_id is not None,
        is_signed=row.kind in SIGNED and row.state in OPEN and leaves_undone(row),
    )
