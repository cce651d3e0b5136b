"""The room of operators."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _

from engine.queries.operations import overview
from webui import converters
from webui.access import actor_of
from webui.rooms import Room

from . import bulk, definitions, instances, views

converters.register()


class OperationsRoom(Room):
    app_name = "operations"
    title = _("Operations")
    icon = "monitoring"
    permissions = ("operate",)
    urlpatterns = [
        path("", views.index, name="index"),
        path("incidents/<uuid:incident_id>/", instances.incident, name="incident"),
        path("incidents/<uuid:incident_id>/resolve/", instances.resolve, name="resolve"),
        path("instances/", instances.instances, name="instances"),
        path("instances/<uuid:instance_id>/incident/", instances.incident_of, name="incident_of"),
        path("definitions/", definitions.definitions, name="definitions"),
        path("definitions/<row:row_id>/", definitions.definition, name="definition"),
        path("definitions/<row:row_id>/migrate/", definitions.migrate, name="migrate"),
        path("definitions/<row:row_id>/<slug:rule>/", definitions.rule, name="rule"),
        path("many/", bulk.index, name="bulk_index"),
        path("many/new/", bulk.new, name="bulk_new"),
        path("many/<uuid:operation_id>/", bulk.detail, name="bulk"),
        path("many/<uuid:operation_id>/<slug:word>/", bulk.decide, name="bulk_decide"),
        path("timers/", views.timers, name="timers"),
        path("jobs/", views.jobs, name="jobs"),
        path("messages/", views.messages, name="messages"),
        path("clock/", views.advance_clock, name="advance_clock"),
    ]

    def count(self, request: HttpRequest) -> int | None:
        """Open incidents; nothing where all is well."""
        return overview(actor_of(request))["incidents"] or None
