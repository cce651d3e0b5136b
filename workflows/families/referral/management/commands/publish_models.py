from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from bpmn.loader import shipped_models
from workflows.families.publishing import publish_shipped


class Command(BaseCommand):
    help = "Publish the process models that ship with the product, as far as they were not published before."

    def handle(self, *_args: Any, **options: Any) -> None:
        for model in shipped_models():
            is_new = publish_shipped(model)
            if options["verbosity"] > 0:
                self.stdout.write(f"{model.name}: {'published' if is_new else 'unchanged'}")
