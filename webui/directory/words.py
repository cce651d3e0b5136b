"""The directory's own history in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.directory.models import DirectoryChange, Role

KINDS = {
    "organisation_created": gettext_lazy("Organisation added"),
    "organisation_changed": gettext_lazy("Organisation changed"),
    "department_created": gettext_lazy("Department added"),
    "department_changed": gettext_lazy("Department changed"),
    "user_changed": gettext_lazy("Person's entry changed"),
    "password_given": gettext_lazy("New password given"),
    "user_created": gettext_lazy("Account made"),
    "membership_added": gettext_lazy("Role given"),
    "membership_ended": gettext_lazy("Role ended"),
    "absence_recorded": gettext_lazy("Absence recorded"),
    "absence_ended": gettext_lazy("Absence ended"),
    "put_on_call": gettext_lazy("Put on call"),
    "on_call_ended": gettext_lazy("On-call duty ended"),
    "closing_set": gettext_lazy("Closing of the organisation set"),
    "closing_withdrawn": gettext_lazy("Closing of the organisation withdrawn"),
    "organisation_reopened": gettext_lazy("Organisation opened again"),
    "calendar_set": gettext_lazy("Calendar set"),
    "calendar_days_set": gettext_lazy("Days of a calendar set"),
    "calendar_day_removed": gettext_lazy("Day of a calendar removed"),
    "calendar_year_confirmed": gettext_lazy("Year of a calendar confirmed"),
    "escalation_chain_set": gettext_lazy("Escalation chain set"),
}


def change_words(change: DirectoryChange) -> str:
    return str(KINDS.get(change.kind, change.kind))


def group_words(group: str, departments: Mapping[str, str]) -> str:
    """“doctor@cardiology” with role and department in words; `departments` names them by code, an unknown code stays."""
    role, _at, department = group.partition("@")
    label = str(Role(role).label) if role in Role.values else role
    return (
        _("%(role)s, %(department)s") % {"role": label, "department": departments.get(department, department)}
        if department
        else label
    )
