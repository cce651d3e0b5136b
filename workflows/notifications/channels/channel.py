"""What every channel offers to the dispatcher."""

from __future__ import annotations

from typing import Protocol

from workflows.notifications.models import Notification


class Channel(Protocol):
    name: str

    def reaches(self, notification: Notification) -> bool:
        """Whether the recipient can be reached this way at all."""
        ...

    def carry(self, notification: Notification) -> None:
        """Carry it. Raises: OSError if the world is not there; it is tried again."""
        ...
