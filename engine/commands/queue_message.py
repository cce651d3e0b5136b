"""Send a message in the transaction that causes it, beside what a model sends: through the same outbox, to the same inbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from engine import clock, feel
from engine.commands.deliver_message import TIME_TO_LIVE
from engine.commands.queue_delivery import QueueDelivery, queue_delivery


@dataclass(frozen=True, slots=True)
class QueueMessage:
    sender_instance_id: UUID  # on whose behalf: one message of a name from one instance
    sender_organisation_id: int
    name: str
    correlation_key: str
    organisation_id: int  # the receiver
    payload: Mapping[str, Any] = field(default_factory=dict)  # plain values


def queue_message(command: QueueMessage) -> bool:
    """False if this instance's message of this name was queued before, in which case nothing changes."""
    key = f"{command.sender_instance_id}:{command.name}"
    payload = {
        "message_key": key,
        "name": command.name,
        "correlation_key": command.correlation_key,
        "organisation_id": command.organisation_id,
        "payload": feel.to_json({name: feel.to_feel(value) for name, value in command.payload.items()}),
        "expires_at": (clock.now() + TIME_TO_LIVE).isoformat(),
        "sender_organisation_id": command.sender_organisation_id,
    }
    return queue_delivery(QueueDelivery(f"message:{key}", "message", payload))
