"""Delivers a queued notification: a row per recipient, then every channel. Repeats add nothing and send nothing again."""

from __future__ import annotations

from datetime import datetime

from engine import clock
from engine.registry import OutboxItem
from workflows.directory.models import User
from workflows.directory.queries.holders import holders_of

from .channels import CHANNELS
from .channels.channel import Channel
from .models import ChannelDelivery, Notification


class LeaseLost(Exception):
    """It took so long that another worker has it: who is left gets it from there."""


class DeliveryFailed(Exception):
    """Some channel could not carry some notification: the outbox tries again, and those that were carried stay carried."""


def deliver(item: OutboxItem) -> None:
    """Raises: DeliveryFailed after everything else was tried, LeaseLost where another worker goes on with it."""
    failures: list[str] = []
    for notification in record(item):
        carried = {delivery.channel for delivery in notification.deliveries.all()}
        for channel in CHANNELS:
            if channel.name in carried or not channel.reaches(notification):
                continue
            # A mail server may take its time for each recipient: the lease is for the next one, not for all of them.
            if not item.keep():
                raise LeaseLost(item.key)
            try:
                carry(channel, notification)
            except OSError as error:  # mail server or disk; smtplib's exceptions are OSErrors
                failures.append(f"{channel.name} {notification.pk}: {type(error).__name__}")
    if failures:
        raise DeliveryFailed("; ".join(failures))


def record(item: OutboxItem) -> list[Notification]:
    """The notification's rows, one per recipient, made where they are missing."""
    payload = item.payload
    at = datetime.fromisoformat(payload["at"])
    recipients = dict.fromkeys(payload["user_ids"])
    recipients |= dict.fromkeys(holders_of(payload["organisation_id"], payload["groups"], at))
    active = User.objects.filter(pk__in=recipients, is_active=True).values_list("pk", flat=True)
    Notification.objects.bulk_create(
        [
            Notification(
                recipient_id=user_id,
                organisation_id=payload["organisation_id"],
                key=payload["key"],
                kind=payload["kind"],
                text_key=payload["text_key"],
                params=payload["params"],
                link=payload["link"],
                created_at=at,
            )
            for user_id in active
        ],
        ignore_conflicts=True,
    )
    rows = Notification.objects.filter(key=payload["key"], recipient_id__in=recipients)
    return list(rows.select_related("recipient").prefetch_related("deliveries").order_by("pk"))


def carry(channel: Channel, notification: Notification) -> None:
    """Written after the channel has carried it: a crash in between repeats a mail rather than losing it."""
    channel.carry(notification)
    ChannelDelivery.objects.get_or_create(
        notification=notification, channel=channel.name, defaults={"delivered_at": clock.real_now()}
    )
