from django.apps import AppConfig
from django.utils.translation import get_language

from engine.wording import read_language_from


class EngineConfig(AppConfig):
    name = "engine"
    verbose_name = "Process engine"

    def ready(self) -> None:
        read_language_from(lambda: get_language() or "en")
