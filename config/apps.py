from django.apps import AppConfig


class CompositionRoot(AppConfig):
    name = "config"
    verbose_name = "Carelane"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registered by being read
