from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferralConfig(AppConfig):
    name = "workflows.families.referral"
    label = "referral"
    verbose_name = _("Two-way referral")

    def ready(self) -> None:
        from workflows import form_options

        from .options import referral_options

        form_options.register("referral_out", referral_options)
        form_options.register("referral_in", referral_options)
