"""Addresses of the whole product. Every view asks for a session unless it says otherwise."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("webui.urls")),
]

handler400 = "webui.errors.bad_request"
handler403 = "webui.errors.permission_denied"
handler404 = "webui.errors.not_found"
handler500 = "webui.errors.server_error"
