"""The room of referrals: the board of both sides, and the page of one referral."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from webui.rooms import Room

from . import views


class ReferralsRoom(Room):
    app_name = "referrals"
    title = _("Referrals")
    icon = "swap_horiz"
    permissions = ("read_patients",)
    urlpatterns = [
        path("", views.board, name="index"),
        path("<str:number>/", views.case, name="case"),
        path("<str:number>/cancel/", views.cancel, name="cancel"),
    ]
