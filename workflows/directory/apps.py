from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "workflows.directory"
    label = "directory"
    verbose_name = _("Directory")

    def ready(self) -> None:
        from engine import registry

        from .assignees import checked_assignee, unknown_groups, unknown_people
        from .queries.calendars import calendar_book, kept_book
        from .zones import zone_of

        registry.calendars.register(calendar_book, kept_book)
        registry.assignees.register(checked_assignee)
        registry.candidates.register(unknown_groups, unknown_people)
        registry.zones.register(zone_of)
        from .models import Organisation

        registry.organisations.active = lambda: dict(
            Organisation.objects.filter(is_active=True, closed_on=None).values_list("code", "pk")
        )
