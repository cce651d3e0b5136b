from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EscalationConfig(AppConfig):
    name = "workflows.escalation"
    label = "escalation"
    verbose_name = _("Escalation")

    def ready(self) -> None:
        from engine import registry

        from . import service_tasks

        registry.service_tasks.register(service_tasks.NOTIFY, service_tasks.notify, transactional=True)
