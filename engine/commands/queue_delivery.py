"""Queue something for delivery, in the transaction that causes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from engine import clock
from engine.models.outbox import OutboxEntry
from engine.wake import wake_workers


@dataclass(frozen=True, slots=True)
class QueueDelivery:
    key: str  # names the cause: the same key is queued once
    kind: str  # who delivers it: `registry.outbox`
    payload: Mapping[str, Any]  # JSON-ready
    organisation_id: int | None = None  # whose operators count it among what is not delivered yet


def queue_delivery(command: QueueDelivery) -> bool:
    """Write an outbox entry: it is delivered if the caller's transaction commits, and only then.

    False if the key was queued before, in which case nothing changes.
    """
    now = clock.real_now()
    with transaction.atomic():
        _entry, is_new = OutboxEntry.objects.get_or_create(
            key=command.key,
            defaults={
                "kind": command.kind,
                "organisation_id": command.organisation_id,
                "payload": json.dumps(dict(command.payload), ensure_ascii=False),
                "created_at": now,
                "available_at": now,
            },
        )
    if is_new:
        transaction.on_commit(wake_workers)
    return is_new
