"""The room of patients: find, read, register, start a referral."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from webui.rooms import Room

from . import views


class PatientsRoom(Room):
    app_name = "patients"
    title = _("Patients")
    icon = "person"
    permissions = ("read_patients", "register_patient")
    urlpatterns = [
        path("", views.index, name="index"),
        path("register/", views.register, name="register"),
        path("<uuid:patient_id>/", views.detail, name="detail"),
        path("<uuid:patient_id>/referrals/", views.refer, name="refer"),
    ]
