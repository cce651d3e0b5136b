"""Organisations with their staff, departments and changes. Views only translate."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from webui.access import actor_of, permitted
from workflows.directory.models import Organisation
from workflows.directory.queries.names import user_names
from workflows.directory.queries.staff import staff_of

from .reading import (
    absences_of,
    chains_of,
    changes_of,
    department_names,
    departments_with_people,
    managed,
    managed_organisation,
)
from .words import change_words


@require_GET
@permitted("manage_directory")
def index(request: HttpRequest) -> HttpResponse:
    """The organisations that the person manages; straight on where it is only one."""
    organisations = managed(actor_of(request))
    if len(organisations) == 1:
        return redirect("directory:staff", organisation_id=organisations[0].pk)
    return render(request, "webui/directory/index.html", {"organisations": organisations})


@require_GET
@permitted("manage_directory")
def staff(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Every role held in the organisation, by department."""
    actor = actor_of(request)
    organisation = managed_organisation(actor, organisation_id)
    search, with_former = request.GET.get("q", "").replace("\0", "")[:100], request.GET.get("former") == "1"
    rows = staff_of(actor, organisation.pk, search=search, with_former=with_former)
    context = {
        **frame(organisation, "staff"),
        "rows": rows,
        "substitutes": user_names(row.substitute_id for row in rows),
        "search": search,
        "with_former": with_former,
    }
    return render(request, "webui/directory/staff.html", context)


@require_GET
@permitted("manage_directory")
def departments(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Departments, and whom a missed limit reaches."""
    organisation = managed_organisation(actor_of(request), organisation_id)
    context = {
        **frame(organisation, "departments"),
        "departments": departments_with_people(organisation),
        "chains": chains_of(organisation),
    }
    return render(request, "webui/directory/departments.html", context)


@require_GET
@permitted("manage_directory")
def changes(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Who changed what in the directory, newest first."""
    organisation = managed_organisation(actor_of(request), organisation_id)
    found = changes_of(organisation)
    names = user_names(change.data.get("user_id") for change in found)
    rows = [(change, change_words(change), names.get(change.data.get("user_id") or 0)) for change in found]
    context = {**frame(organisation, "changes"), "rows": rows, "department_names": department_names(organisation)}
    return render(request, "webui/directory/changes.html", context)


def frame(organisation: Organisation, part: str) -> dict[str, Any]:
    """What every page of one organisation shows."""
    parts = (
        ("staff", _("Staff"), None),
        ("departments", _("Departments"), None),
        ("absences", _("Absences"), len(absences_of(organisation)) or None),
        ("on_call", _("On call"), None),
        ("calendars", _("Calendars"), None),
        ("changes", _("Changes"), None),
    )
    return {"organisation": organisation, "parts": parts, "part": part}
