"""The hash chain of an instance's history: each entry's hash covers its content and the hash before it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from engine.runtime import compact_json
from engine.runtime.events import Event


def _plain(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return data if data.__class__ is dict else dict(data)


def events_text(events: Iterable[Event]) -> str:
    """The events of one advance as they are stored and hashed."""
    return compact_json.encode([[event.kind, event.activity_id, event.token_id, _plain(event.data)] for event in events])


def entry_hash(previous: str, first_seq: int, at: datetime, actor_id: int | None, events: str) -> str:
    """SHA-256 over an entry and the hash of the one before it, in hex."""
    head = f"{previous}\n{first_seq}\n{at.astimezone(UTC).isoformat()}\n{actor_id}\n"
    return hashlib.sha256((head + events).encode()).hexdigest()
