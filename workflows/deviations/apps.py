from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeviationsConfig(AppConfig):
    name = "workflows.deviations"
    label = "deviations"
    verbose_name = _("Deviations")

    def ready(self) -> None:
        from engine import registry

        from . import listeners
        from .evaluation import evaluate_due
        from .registry import PROCESSES

        # One event an advance in the processes that have rules; elsewhere only what operators do to an instance.
        registry.listeners.register({"command"}, listeners.look_again, process_keys=PROCESSES)
        registry.listeners.register(listeners.STEERING, listeners.look_again)
        registry.sweeps.register(evaluate_due)
