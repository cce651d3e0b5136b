"""The room where processes are drawn, checked and published."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from webui.rooms import Room

from . import acts, editor, views


class StudioRoom(Room):
    app_name = "studio"
    title = _("Processes")
    icon = "schema"
    permissions = ("design", "publish")
    urlpatterns = [
        path("", views.index, name="index"),
        path("new/", acts.create, name="new"),
        path("upload/", acts.upload, name="upload"),
        path("<int:deployment_id>/", views.detail, name="detail"),
        path("<int:deployment_id>/files/<str:name>", views.download, name="file"),
        path("<int:deployment_id>/upload/", acts.upload_revision, name="upload_revision"),
        path("<int:deployment_id>/submit/", acts.submit, name="submit"),
        path("<int:deployment_id>/publish/", acts.publish, name="publish"),
        path("<int:deployment_id>/return/", acts.give_back, name="return"),
        path("<int:deployment_id>/retire/", acts.retire, name="retire"),
        path("<int:deployment_id>/rehearse/", acts.rehearse, name="rehearse"),
        path("<int:deployment_id>/edit/", editor.edit, name="edit"),
        path("<int:deployment_id>/save/", editor.save, name="save"),
        path("<int:deployment_id>/check/", editor.check, name="check"),
    ]
