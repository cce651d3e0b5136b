"""New people and their roles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from engine import clock
from engine.errors import FormInvalid, NotAuthorised, NotFound
from webui.access import actor_of, permitted
from webui.field_errors import field_errors
from webui.problems import sentence_of
from workflows.directory.commands.add_membership import AddMembership, add_membership
from workflows.directory.commands.change_user import ChangeUser, change_user
from workflows.directory.commands.create_user import CreateUser, create_user
from workflows.directory.commands.end_membership import EndMembership, end_membership
from workflows.directory.models import Membership, Organisation, Role

from .reading import departments_with_people, managed_organisation, people_of, person_named, read_date, sent
from .views import frame

PERSON: Mapping[str, Any] = {
    "username": gettext_lazy("User name"),
    "name_zh": gettext_lazy("Chinese name"),
    "name_en": gettext_lazy("English name"),
    "phone": gettext_lazy("Phone"),
    "email": gettext_lazy("Mail address"),
    "password": gettext_lazy("First password"),
}
ROLE: Mapping[str, Any] = {
    "user": gettext_lazy("User name"),
    "department": gettext_lazy("Department"),
    "role": gettext_lazy("Role"),
    "from_on": gettext_lazy("First day"),
    "until_on": gettext_lazy("Last day"),
}


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@permitted("manage_directory")
def new_person(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Make an account. Without a role it may do nothing yet, so the next page gives one."""
    actor = actor_of(request)
    organisation = managed_organisation(actor, organisation_id)
    values, refusal = sent(request.POST, tuple(PERSON)), None
    if request.method == "POST":
        try:
            user = create_user(CreateUser(actor, organisation.pk, **values))
        except FormInvalid as error:
            refusal = error
        else:
            notices.success(request, _("%(name)s can sign in. Next: give a role.") % {"name": user.display_name})
            return redirect(reverse("directory:new_role", args=[organisation.pk]) + f"?user={user.username}")
    values.pop("password")
    context = {**frame(organisation, "staff"), "values": values, "errors": field_errors(refusal, PERSON)}
    return render(request, "webui/directory/new_person.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
@permitted("manage_directory")
def new_role(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Give a person a role in a department, from one day to another or without an end."""
    actor = actor_of(request)
    organisation = managed_organisation(actor, organisation_id)
    today = organisation.local_date(clock.now())
    values = sent(request.POST, tuple(ROLE)) if request.method == "POST" else {"from_on": today.isoformat()}
    values.setdefault("user", request.GET.get("user", "")[:150])
    refusal = None
    if request.method == "POST":
        try:
            membership = add_membership(_new_membership(request, organisation, values))
        except FormInvalid as error:
            refusal = error
        else:
            told = _("%(name)s now holds the role “%(role)s”.")
            words = {"name": membership.user.display_name, "role": membership.get_role_display()}
            notices.success(request, told % words)
            return redirect("directory:staff", organisation_id=organisation.pk)
    context = {
        **frame(organisation, "staff"),
        "values": values,
        "errors": field_errors(refusal, ROLE),
        "departments": [row for row in departments_with_people(organisation) if row.is_active],
        "roles": Role.choices,
        "people": people_of(organisation),
    }
    return render(request, "webui/directory/new_role.html", context, status=422 if refusal else 200)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@permitted("manage_directory")
def edit_person(request: HttpRequest, organisation_id: int, user_id: int) -> HttpResponse:
    """Names and how the person is reached; a new password where the old one is lost."""
    actor = actor_of(request)
    organisation = managed_organisation(actor, organisation_id)
    person = next((one for one in people_of(organisation) if one.pk == user_id), None)
    if person is None:
        raise NotFound(_("No such person is in the directory."))
    names = ("name_zh", "name_en", "phone", "email")
    values = {name: getattr(person, name) for name in names}
    refusal: FormInvalid | NotAuthorised | None = None
    if request.method == "POST":
        values = sent(request.POST, names)
        try:
            change_user(ChangeUser(actor, organisation.pk, user_id, password=request.POST.get("password", ""), **values))
        except (FormInvalid, NotAuthorised) as error:
            refusal = error
        else:
            notices.success(request, _("The person's entry is changed."))
            return redirect("directory:staff", organisation_id=organisation.pk)
    context = {
        **frame(organisation, "staff"),
        "person": person,
        "values": values,
        "errors": field_errors(refusal if isinstance(refusal, FormInvalid) else None, PERSON),
        "refusal_words": sentence_of(refusal) if isinstance(refusal, NotAuthorised) else "",
    }
    return render(request, "webui/directory/edit_person.html", context, status=refusal.http_status if refusal else 200)


def _new_membership(request: HttpRequest, organisation: Organisation, values: Mapping[str, str]) -> AddMembership:
    """Raises: FormInvalid, with all fields that are wrong."""
    errors: dict[str, Any] = {}

    def read(field: str, read_value: Any) -> Any:
        try:
            return read_value()
        except FormInvalid as error:
            errors.update(error.field_errors)
            return None

    user = read("user", lambda: person_named(values["user"]))
    from_on = read("from_on", lambda: read_date(values["from_on"], "from_on"))
    until_on = read("until_on", lambda: read_date(values["until_on"], "until_on", is_required=False))
    department = organisation.departments.filter(code=values["department"], is_active=True).first()
    if department is None:
        errors["department"] = [_("Expected a department of this organisation.")]
    if values["role"] not in Role.values:
        errors["role"] = [_("Expected one of the roles of the directory.")]
    if errors:
        raise FormInvalid(errors)
    assert department is not None
    return AddMembership(actor_of(request), user.pk, department.pk, values["role"], from_on, until_on)


@require_http_methods(["GET", "POST"])
@permitted("manage_directory")
def end_role(request: HttpRequest, organisation_id: int, membership_id: int) -> HttpResponse:
    """Take a role back: its last day is chosen, today if nothing else is."""
    actor = actor_of(request)
    organisation = managed_organisation(actor, organisation_id)
    membership = (
        Membership.objects.filter(pk=membership_id, department__organisation=organisation)
        .select_related("user", "department")
        .first()
    )
    if membership is None:
        raise NotFound(_("No such membership is visible to you."))
    values = {"until_on": request.POST.get("until_on", organisation.local_date(clock.now()).isoformat())}
    refusal = None
    if request.method == "POST":
        try:
            until_on = read_date(values["until_on"], "until_on")
            assert until_on is not None
            end_membership(EndMembership(actor, membership.pk, until_on))
        except FormInvalid as error:
            refusal = error
        else:
            notices.success(request, _("The role ends with its last day, included."))
            return redirect("directory:staff", organisation_id=organisation.pk)
    errors = field_errors(refusal, {"until_on": ROLE["until_on"]})
    context = {**frame(organisation, "staff"), "membership": membership, "values": values, "errors": errors}
    return render(request, "webui/directory/end_role.html", context, status=422 if refusal else 200)
