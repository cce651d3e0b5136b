"""Deliver what was committed: at least once, marked as done only after delivery."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from functools import partial
from uuid import UUID

from engine import clock, leases, registry, stuck
from engine.commands.deliver_message import DeliverMessage, deliver_message
from engine.commands.deliver_signal import DeliverSignal, deliver_signal
from engine.errors import HandlerMissing
from engine.feel import from_json
from engine.models.outbox import OutboxEntry

logger = logging.getLogger(__name__)


def relay_outbox(limit: int = 50) -> int:
    """Lease and deliver up to `limit` entries; how many were leased."""
    if not leases.has_available(OutboxEntry, delivered_at=None):
        return 0
    leased = dict(leases.lease(OutboxEntry, limit=limit, extra="AND delivered_at IS NULL"))
    for entry in OutboxEntry.objects.filter(pk__in=leased).order_by("pk"):
        # Every lease counts an attempt: where it is another's by now, so is the delivery.
        if leases.renew(OutboxEntry, entry.pk, attempts=leased[entry.pk]):
            _deliver(entry)
    return len(leased)


def _deliver(entry: OutboxEntry) -> None:
    keep = partial(leases.renew, OutboxEntry, entry.pk, attempts=entry.attempts)
    item = registry.OutboxItem(entry.key, entry.kind, json.loads(entry.payload), entry.attempts, keep)
    try:
        if entry.kind == "message":
            _deliver_engine_message(item)
        elif entry.kind == "signal":
            _deliver_engine_signal(item)
        else:
            deliver = registry.outbox.get(entry.kind)
            if deliver is None:
                raise HandlerMissing(f"Nothing delivers outbox entries of the kind {entry.kind}")
            deliver(item)
    except Exception as error:  # noqa: BLE001  an entry stays until it is delivered, whatever went wrong
        logger.warning("Outbox entry %s was not delivered at attempt %s: %s", entry.pk, entry.attempts, type(error).__name__)
        OutboxEntry.objects.filter(pk=entry.pk, attempts=entry.attempts).update(
            last_error=stuck.error_text(error),
            lease_until=None,
            available_at=clock.real_now() + leases.backoff(entry.attempts),
        )
        return
    OutboxEntry.objects.filter(pk=entry.pk).update(delivered_at=clock.real_now(), lease_until=None, last_error="")


def _deliver_engine_message(item: registry.OutboxItem) -> None:
    deliver_message(
        DeliverMessage(
            message_key=item.payload["message_key"],
            name=item.payload["name"],
            correlation_key=item.payload["correlation_key"],
            organisation_id=item.payload["organisation_id"],
            payload=from_json(item.payload["payload"]),
            expires_at=datetime.fromisoformat(item.payload["expires_at"]),
            sender_instance_id=UUID(item.payload["message_key"].partition(":")[0]),
            sender_organisation_id=item.payload.get("sender_organisation_id"),
        )
    )


def _deliver_engine_signal(item: registry.OutboxItem) -> None:
    deliver_signal(
        DeliverSignal(
            signal_key=item.payload["signal_key"],
            name=item.payload["name"],
            organisation_id=item.payload["organisation_id"],
            payload=from_json(item.payload["payload"]),
            sender_id=UUID(item.payload["sender_id"]),
        )
    )
