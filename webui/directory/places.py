"""Organisations and departments: add them, change them, close a department."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from typing import Any

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from engine.errors import FormInvalid, NotFound
from webui.access import actor_of, permitted
from webui.field_errors import field_errors
from workflows.directory.commands.change_organisation import ChangeOrganisation, change_organisation
from workflows.directory.commands.create_organisation import CreateOrganisation, create_organisation
from workflows.directory.commands.set_department import SetDepartment, set_department
from workflows.directory.models import Alliance, Organisation

from .reading import managed, managed_organisation, sent
from .views import frame

ORGANISATION: Mapping[str, Any] = {
    "alliance": gettext_lazy("Alliance"),
    "code": gettext_lazy("Code"),
    "number_prefix": gettext_lazy("Case numbers"),
    "name_zh": gettext_lazy("Chinese name"),
    "name_en": gettext_lazy("English name"),
    "kind": gettext_lazy("Kind"),
    "parent": gettext_lazy("Led by"),
    "zone": gettext_lazy("Time zone"),
    "area_code": gettext_lazy("Area code"),
    "phone": gettext_lazy("Phone"),
}
CHANGEABLE = ("name_zh", "name_en", "kind", "zone", "area_code", "phone")
DEPARTMENT: Mapping[str, Any] = {
    "code": gettext_lazy("Code"),
    "name_zh": gettext_lazy("Chinese name"),
    "name_en": gettext_lazy("English name"),
    "phone": gettext_lazy("Phone"),
    "is_active": gettext_lazy("Open"),
}


@require_http_methods(["GET", "POST"])
@permitted("manage_directory")
def new_organisation(request: HttpRequest) -> HttpResponse:
    """Of an alliance in which the actor manages an organisation already; the actor manages the new one as well."""
    actor = actor_of(request)
    own = managed(actor)
    alliances = list(Alliance.objects.filter(organisations__in=own).distinct().order_by("code"))
    if not alliances:
        raise NotFound(_("No such organisation is visible to you."))
    values, refusal = {"alliance": str(alliances[0].pk), "zone": "Asia/Shanghai"}, None
    if request.method == "POST":
        values = sent(request.POST, tuple(ORGANISATION))
        try:
            alliance = next((one for one in alliances if str(one.pk) == values["alliance"]), None)
            if alliance is None:
                raise FormInvalid({"alliance": [_("Expected an alliance in which you manage an organisation.")]})
            chosen = {name: values[name] for name in ("code", "number_prefix", *CHANGEABLE)}
            made = create_organisation(CreateOrganisation(actor, alliance.pk, parent_id=_row(values["parent"]), **chosen))
        except FormInvalid as error:
            refusal = error
        else:
            notices.success(request, _("%(name)s is there, and you administer it. Next: its departments.") % {"name": made.name})
            return redirect("directory:departments", organisation_id=made.pk)
    parents = Organisation.objects.filter(alliance__in=alliances, is_active=True)
    context = {**_organisation_form(values, refusal, parents), "alliances": [(str(one.pk), one.name) for one in alliances]}
    return render(request, "webui/directory/organisation_form.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
@permitted("manage_directory")
def edit_organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    actor = actor_of(request)
    organisation = managed_organisation(actor, organisation_id)
    values = {name: str(getattr(organisation, name) or "") for name in CHANGEABLE}
    values["parent"] = str(organisation.parent_id or "")
    refusal = None
    if request.method == "POST":
        values = sent(request.POST, (*CHANGEABLE, "parent"))
        try:
            chosen = {name: values[name] for name in CHANGEABLE}
            change_organisation(ChangeOrganisation(actor, organisation.pk, parent_id=_row(values["parent"]), **chosen))
        except FormInvalid as error:
            refusal = error
        else:
            notices.success(request, _("The organisation's entry is changed."))
            return redirect("directory:departments", organisation_id=organisation.pk)
    parents = Organisation.objects.filter(alliance=organisation.alliance_id, is_active=True).exclude(pk=organisation.pk)
    context = {**frame(organisation, "departments"), **_organisation_form(values, refusal, parents)}
    return render(request, "webui/directory/organisation_form.html", context, status=422 if refusal else 200)


def _organisation_form(values: Mapping[str, str], refusal: FormInvalid | None, parents: Any) -> dict[str, Any]:
    return {
        "values": values,
        "errors": field_errors(refusal, ORGANISATION),
        "kinds": Organisation.Kind.choices,
        "parents": [(str(one.pk), one.name) for one in parents],
        "zones": sorted(zoneinfo.available_timezones()),
    }


@require_http_methods(["GET", "POST"])
@permitted("manage_directory")
def new_department(request: HttpRequest, organisation_id: int) -> HttpResponse:
    return _department(request, organisation_id, None)


@require_http_methods(["GET", "POST"])
@permitted("manage_directory")
def edit_department(request: HttpRequest, organisation_id: int, department_id: int) -> HttpResponse:
    return _department(request, organisation_id, department_id)


def _department(request: HttpRequest, organisation_id: int, department_id: int | None) -> HttpResponse:
    actor = actor_of(request)
    organisation = managed_organisation(actor, organisation_id)
    row = organisation.departments.filter(pk=department_id).first() if department_id is not None else None
    if department_id is not None and row is None:
        raise NotFound(_("No such department is visible to you."))
    names = ("code", "name_zh", "name_en", "phone")
    values: dict[str, Any] = {name: getattr(row, name, "") for name in names} | {"is_active": row is None or row.is_active}
    refusal = None
    if request.method == "POST":
        values = {**sent(request.POST, names), "is_active": row is None or request.POST.get("is_active") == "1"}
        try:
            set_department(SetDepartment(actor, organisation.pk, department_id=department_id, **values))
        except FormInvalid as error:
            refusal = error
        else:
            notices.success(request, _("The department is added.") if row is None else _("The department's entry is changed."))
            return redirect("directory:departments", organisation_id=organisation.pk)
    context = {
        **frame(organisation, "departments"),
        "department": row,
        "values": values,
        "errors": field_errors(refusal, DEPARTMENT),
    }
    return render(request, "webui/directory/department_form.html", context, status=422 if refusal else 200)


def _row(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
