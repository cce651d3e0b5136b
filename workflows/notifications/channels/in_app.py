"""The bell. The row is the notification; the page reads it, so nothing is left to carry."""

from __future__ import annotations

from workflows.notifications.models import Notification


class InApp:
    name = "in_app"

    def reaches(self, notification: Notification) -> bool:
        return True

    def carry(self, notification: Notification) -> None:
        return None


IN_APP = InApp()
