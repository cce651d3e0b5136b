"""The rows that say when an instance is to be looked at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from .models import Watch

FIELDS = ["due_at", "is_changed", "retry_at", "failures"]


def look_at(instance_ids: Iterable[UUID], at: datetime, *, is_changed: bool = True) -> None:
    """Have these instances looked at from `at` on. One statement. A clock that was to run later is set anew by that look."""
    rows = [Watch(instance_id=instance_id, due_at=at, is_changed=is_changed) for instance_id in instance_ids]
    if not rows:
        return
    names = FIELDS if is_changed else ["due_at", "retry_at", "failures"]
    Watch.objects.bulk_create(rows, update_conflicts=True, unique_fields=["instance_id"], update_fields=names)
