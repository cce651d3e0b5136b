"""An instance's events, unpacked from its history."""

from __future__ import annotations

from uuid import UUID

from engine.history import entry_hash
from engine.models.history import HistoryEntry, RecordedEvent
from engine.models.instance import ProcessInstance


def recorded_events(instance_id: UUID) -> list[RecordedEvent]:
    """All events in order. The caller has checked that the reader may see the instance."""
    entries = HistoryEntry.objects.filter(instance_id=instance_id).order_by("first_seq")
    return [event for entry in entries for event in entry.recorded()]


def first_broken_link(instance_id: UUID) -> int | None:
    """The number of the first event that does not fit its chain, None for a whole history.

    Finds edits, deletions, insertions, reorders and truncation (the instance keeps the last hash).
    """
    row = ProcessInstance.objects.only("history_seq", "history_head").get(pk=instance_id)
    previous, last = "", 0
    for entry in HistoryEntry.objects.filter(instance_id=instance_id).order_by("first_seq"):
        if entry.first_seq != last + 1 or entry.hash != entry_hash(previous, last + 1, entry.at, entry.actor_id, entry.events):
            return last + 1
        last += sum(1 for _event in entry.recorded())
        previous = entry.hash
    if last != row.history_seq or previous != row.history_head:
        return last + 1
    return None
