from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Advanced:
    """What an advance left behind: for "what next" in the user interface."""

    instance_id: UUID
    status: str
    opened_user_tasks: tuple[UUID, ...] = ()
    business_key: str = ""
