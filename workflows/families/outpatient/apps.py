from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutpatientConfig(AppConfig):
    name = "workflows.families.outpatient"
    label = "outpatient"
    verbose_name = _("Outpatient flow")

    def ready(self) -> None:
        from engine import registry
        from workflows.cases.listeners import ENDINGS, VISIT_PROCESS

        from . import listeners, service_tasks

        registry.service_tasks.register(service_tasks.PERFORMER, service_tasks.handle_performer, transactional=True)
        registry.listeners.register(ENDINGS, listeners.on_ended, process_keys=(VISIT_PROCESS,))
