"""Steps that somebody asked to skip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine import definitions
from engine.actor import Actor
from engine.models.steering import SkipRequest
from engine.selection import operated_organisations


@dataclass(frozen=True, slots=True)
class SkipRow:
    id: UUID
    instance_id: UUID
    organisation_id: int
    business_key: str
    activity_id: str
    activity_name: str
    act: str  # skip, move, cancel, resolve
    target_name: str  # of a move: where to
    reason: str
    state: str
    asked_by_id: int | None
    asked_at: datetime
    decided_by_id: int | None
    note: str
    is_mine: bool  # who asked cannot agree


def skip_requests(actor: Actor, *, instance_id: UUID | None = None, state: str = "asked", limit: int = 200) -> list[SkipRow]:
    """Of the organisations that the actor operates, oldest first."""
    rows = SkipRequest.objects.filter(organisation_id__in=operated_organisations(actor), state=state)
    if instance_id is not None:
        rows = rows.filter(instance_id=instance_id)
    return [
        SkipRow(
            row.pk, row.instance_id, row.organisation_id, row.instance.business_key, row.activity_id,
            definitions.load(row.instance.definition_id).name_of(row.activity_id),
            row.act, definitions.load(row.instance.definition_id).name_of(row.target_id) if row.target_id else "",
            row.reason, row.state, row.asked_by_id, row.asked_at, row.decided_by_id, row.note, row.asked_by_id == actor.id,
        )
        for row in rows.select_related("instance").order_by("asked_at")[:limit]
    ]  # fmt: skip
