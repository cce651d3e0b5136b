from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "workflows.cases"
    label = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        from engine import registry

        from . import listeners, service_tasks

        # A case hears the processes that attach themselves to one, and no other.
        heard = {"process_keys": listeners.PROCESSES}
        registry.listeners.register({"instance_started"}, listeners.on_started, **heard)
        registry.listeners.register({"message_sender_recorded"}, listeners.on_sender_recorded, **heard)
        registry.listeners.register({"message_sent"}, listeners.on_message_sent, **heard)
        registry.listeners.register(listeners.ENDINGS, listeners.on_ended, **heard)
        registry.service_tasks.register(service_tasks.MOVE_STAGE, service_tasks.handle_move_stage, transactional=True)
        registry.service_tasks.register(service_tasks.UPDATE, service_tasks.handle_update, transactional=True)
