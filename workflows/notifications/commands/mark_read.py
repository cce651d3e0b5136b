"""Mark notifications as read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from engine import clock
from engine.actor import Actor
from engine.errors import NotFound
from workflows.notifications.models import Notification


@dataclass(frozen=True, slots=True)
class MarkRead:
    """Of the actor's own notifications: those in `notification_ids`, or all where it is None."""

    actor: Actor
    notification_ids: Collection[int] | None = None


def mark_read(command: MarkRead) -> int:
    """How many turned read. Raises: NotFound if one of the ids is not the actor's own."""
    own = Notification.objects.filter(recipient_id=command.actor.id)
    if command.notification_ids is not None:
        wanted = set(command.notification_ids)
        own = own.filter(pk__in=wanted)
        if own.count() != len(wanted):
            raise NotFound
    return own.filter(read_at=None).update(read_at=clock.now())
