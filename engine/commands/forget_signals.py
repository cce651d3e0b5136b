"""Receipts of signals are kept as long as their broadcast could be delivered again, and a month besides."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from engine import clock
from engine.models.message import SignalReceipt
from engine.models.outbox import OutboxEntry

KEPT_FOR = timedelta(days=30)
PREFIX = "signal:"


def forget_signals(limit: int = 1000) -> int:
    """Remove up to `limit` receipts that nothing can ask for any more, oldest first; how many."""
    old = SignalReceipt.objects.filter(received_at__lt=clock.now() - KEPT_FOR)
    pending = Q()
    for key in OutboxEntry.objects.filter(kind="signal", delivered_at=None).values_list("key", flat=True):
        pending |= Q(receipt_key__startswith=f"{key.removeprefix(PREFIX)}>")
    found = list((old.exclude(pending) if pending else old).order_by("pk").values_list("pk", flat=True)[:limit])
    return SignalReceipt.objects.filter(pk__in=found).delete()[0] if found else 0
