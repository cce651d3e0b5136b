"""Writes the directory's own history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from engine import clock
from engine.actor import Actor

from .models import DirectoryChange


def record(actor: Actor, organisation_id: int, kind: str, **data: Any) -> None:
    """Keep that `actor` did `kind`. Call it in the transaction of the change, so that neither exists without the other."""
    DirectoryChange.objects.create(
        organisation_id=organisation_id,
        actor_id=actor.id,
        at=clock.now(),
        kind=kind,
        data={name: value.isoformat() if isinstance(value, date | datetime) else value for name, value in data.items()},
    )


def changed_values(before: dict[str, Any], row: Any) -> dict[str, list[Any]]:
    """{field: [before, after]} of what is different now."""
    return {name: [value, getattr(row, name)] for name, value in before.items() if getattr(row, name) != value}
