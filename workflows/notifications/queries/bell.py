"""What stands under the bell of one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.actor import Actor
from workflows.notifications.models import Notification
from workflows.notifications.texts import render


@dataclass(frozen=True, slots=True)
class BellLine:
    id: int
    text: str  # in the active language
    kind: str
    at: datetime
    is_read: bool
    subject_kind: str  # "case", "instance" or ""
    subject: str  # case number or instance id


def bell(actor: Actor, *, limit: int = 30, only_unread: bool = False) -> list[BellLine]:
    """The newest first. One query; nobody sees another's."""
    rows = Notification.objects.filter(recipient_id=actor.id)
    if only_unread:
        rows = rows.filter(read_at=None)
    lines = []
    for row in rows[: min(limit, 200)]:
        subject_kind, _colon, subject = row.link.partition(":")
        text = render(row.text_key, row.params)
        lines.append(BellLine(row.pk, text, row.kind, row.created_at, row.is_read, subject_kind, subject))
    return lines


def unread_count(actor: Actor) -> int:
    return Notification.objects.filter(recipient_id=actor.id, read_at=None).count()
