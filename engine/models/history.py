from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from engine.models.instance import ProcessInstance


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """One fact of an instance's life, as it was written."""

    seq: int
    at: datetime
    kind: str
    activity_id: str
    token_id: int | None
    actor_id: int | None
    data: Mapping[str, Any]


class HistoryEntry(models.Model):
    """What one advance of an instance did: its events in order. Append-only; each hash covers the entry before.

    One row an advance, not one an event: the commit that a clinician waits for stays small. `events` is the very text
    that was hashed, [[kind, activity id, token id, data], …]; SQL reads it with json_each or jsonb_array_elements.
    """

    # No constraint in the database: written in the same commit as its instance by one writer, and checking each row costs more
    # than writing it. Nothing deletes instances.
    instance = models.ForeignKey(ProcessInstance, models.CASCADE, related_name="history", db_constraint=False, db_index=False)
    first_seq = models.IntegerField()  # number of its first event within the instance, from 1
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    events = models.TextField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instance", "first_seq"], name="history_seq")]
        ordering = ["instance", "first_seq"]

    def recorded(self) -> Iterator[RecordedEvent]:
        for offset, (kind, activity_id, token_id, data) in enumerate(json.loads(self.events)):
            yield RecordedEvent(self.first_seq + offset, self.at, kind, activity_id, token_id, self.actor_id, data)
