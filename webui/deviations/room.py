"""The room of quality officers: what departed from the models, and how it is judged."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _

from webui import converters
from webui.access import actor_of
from webui.rooms import Room
from workflows.deviations.queries.ledger import unjudged_count

from . import views

converters.register()


class DeviationsRoom(Room):
    app_name = "deviations"
    title = _("Deviations")
    icon = "gavel"
    permissions = ("quality",)
    urlpatterns = [
        path("", views.index, name="index"),
        path("export/", views.export, name="export"),
        path("<row:deviation_id>/", views.one, name="one"),
        path("<row:deviation_id>/verdict/", views.judge, name="judge"),
    ]

    def count(self, request: HttpRequest) -> int | None:
        """Those that wait for a verdict; nothing where all are judged."""
        return unjudged_count(actor_of(request)) or None
