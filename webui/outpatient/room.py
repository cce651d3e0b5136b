"""The room of the outpatient clinics: the board of the day, sessions and slots, booking, one visit, the figures."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from webui.rooms import Room

from . import booking, sessions, views


class OutpatientRoom(Room):
    app_name = "outpatient"
    title = _("Outpatient")
    icon = "stethoscope"
    permissions = ("read_visits",)
    urlpatterns = [
        path("", views.board, name="index"),
        path("figures/", views.figures_page, name="figures"),
        path("sessions/", sessions.index, name="sessions"),
        path("sessions/open/", sessions.open_new, name="open_session"),
        path("sessions/rule/", sessions.set_rule, name="booking_rule"),
        path("sessions/<row:session_id>/", sessions.close, name="close_session"),
        path("book/<uuid:patient_id>/", booking.book, name="book"),
        path("visits/<case_number:number>/", views.visit, name="visit"),
        path("visits/<case_number:number>/cancel/", views.cancel, name="cancel"),
    ]
