from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "workflows.notifications"
    label = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        from engine import registry

        from . import service_tasks
        from .dispatch import deliver
        from .queue import KIND

        registry.outbox.register(KIND, deliver)
        registry.service_tasks.register(service_tasks.SEND, service_tasks.handle_send, transactional=True)
