"""The list under the bell."""

from __future__ import annotations

from django.urls import path

from webui import converters

from . import views

converters.register()

urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/read/", views.read_all, name="notifications_read"),
    path("notifications/<row:notification_id>/open/", views.open_one, name="notification_open"),
]
