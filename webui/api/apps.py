"""The REST API as an application: it keeps tokens and the first answers of repeated requests."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "webui.api"
    label = "api"
    verbose_name = _("Programming interface")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth import get_user_model
        from django.db.models.signals import post_save

        from . import authentication  # noqa: F401  describes the token scheme to the OpenAPI document
        from .token_endings import end_tokens

        post_save.connect(end_tokens, sender=get_user_model(), dispatch_uid="webui.api.end_tokens")
