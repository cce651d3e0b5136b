"""Pages of process instances. No room of their own: one comes here from a task, a referral or operations."""

from __future__ import annotations

from django.urls import path

from webui import converters

from . import deviating, operating, views

converters.register()

app_name = "instances"
urlpatterns = [
    path("<uuid:instance_id>/", views.detail, name="detail"),
    path("<uuid:instance_id>/operate/<slug:act>/", operating.operate, name="operate"),
    path("<uuid:instance_id>/skips/<uuid:request_id>/<slug:answer>/", operating.decide_skip, name="decide_skip"),
    path("<uuid:instance_id>/deviations/<row:deviation_id>/variance/", deviating.variance, name="variance"),
    path("<uuid:instance_id>/cancel/", views.cancel, name="cancel"),
]
