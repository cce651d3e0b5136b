"""The room of administrators."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from webui import converters
from webui.rooms import Room

from . import absences, calendars, chains, closing, on_call, people, places, views

converters.register()


class DirectoryRoom(Room):
    app_name = "directory"
    title = _("Directory")
    icon = "domain"
    permissions = ("manage_directory",)
    urlpatterns = [
        path("", views.index, name="index"),
        path("organisations/new/", places.new_organisation, name="new_organisation"),
        path("<row:organisation_id>/", views.staff, name="staff"),
        path("<row:organisation_id>/edit/", places.edit_organisation, name="edit_organisation"),
        path("<row:organisation_id>/close/", closing.close, name="close_organisation"),
        path("<row:organisation_id>/on-call/", on_call.on_call, name="on_call"),
        path("<row:organisation_id>/on-call/<row:on_call_id>/end/", on_call.end, name="end_on_call"),
        path("<row:organisation_id>/departments/", views.departments, name="departments"),
        path("<row:organisation_id>/calendars/", calendars.calendars, name="calendars"),
        path("<row:organisation_id>/calendars/<row:calendar_id>/", calendars.calendar, name="calendar"),
        path("<row:organisation_id>/calendars/<row:calendar_id>/days/", calendars.days, name="calendar_days"),
        path("<row:organisation_id>/calendars/<row:calendar_id>/confirm/", calendars.confirm, name="confirm_calendar"),
        path("<row:organisation_id>/departments/new/", places.new_department, name="new_department"),
        path("<row:organisation_id>/departments/<row:department_id>/", places.edit_department, name="edit_department"),
        path("<row:organisation_id>/chains/new/", chains.new_chain, name="new_chain"),
        path("<row:organisation_id>/chains/<row:chain_id>/", chains.edit_chain, name="edit_chain"),
        path("<row:organisation_id>/changes/", views.changes, name="changes"),
        path("<row:organisation_id>/people/new/", people.new_person, name="new_person"),
        path("<row:organisation_id>/people/<row:user_id>/", people.edit_person, name="edit_person"),
        path("<row:organisation_id>/roles/new/", people.new_role, name="new_role"),
        path("<row:organisation_id>/roles/<row:membership_id>/end/", people.end_role, name="end_role"),
        path("<row:organisation_id>/absences/", absences.absences, name="absences"),
        path("<row:organisation_id>/absences/<row:absence_id>/end/", absences.end, name="end_absence"),
    ]
