"""The web pages of the product."""

from django.apps import AppConfig
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class WebuiConfig(AppConfig):
    name = "webui"
    verbose_name = _("Web pages")

    def ready(self) -> None:
        from engine.model.texts import set_language_source

        # Findings and form errors carry both languages and know no Django: here they learn who reads them.
        set_language_source(get_language)
