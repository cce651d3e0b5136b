from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "workflows.notifications"
    label = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        from engine import registry

        from .dispatch import deliver
        from .queue import KIND

        registry.outbox.register(KIND, deliver)
