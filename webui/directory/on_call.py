"""Who answers first for a role in a department, now and later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from engine import clock
from engine.errors import FormInvalid, InvalidState, NotFound
from webui.access import actor_of, permitted
from webui.field_errors import field_errors
from workflows.directory.commands.end_on_call import EndOnCall, end_on_call
from workflows.directory.commands.put_on_call import PutOnCall, put_on_call
from workflows.directory.models import OnCall, Organisation, Role
from workflows.directory.queries.roster import answering_now, on_call_of

from .reading import departments_with_people, managed_organisation, people_choices, person_named, read_moment, sent
from .views import frame

FIELDS: Mapping[str, Any] = {
    "department": gettext_lazy("Department"),
    "role": gettext_lazy("Role"),
    "user": gettext_lazy("Who is on call"),
    "from_at": gettext_lazy("From"),
    "until_at": gettext_lazy("Until"),
}


@require_http_methods(["GET", "POST"])
@permitted("manage_directory")
def on_call(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Whom an escalation would reach at this moment, the duties that last or are to come, and the form for another one."""
    actor = actor_of(request)
    organisation = managed_organisation(actor, organisation_id)
    values, refusal = sent(request.POST, tuple(FIELDS)), None
    if request.method == "POST":
        try:
            put_on_call(_duty(request, organisation, values))
        except FormInvalid as error:
            refusal = error
        else:
            notices.success(request, _("The duty is entered. What escalates in this time reaches this person first."))
            return redirect("directory:on_call", organisation_id=organisation.pk)
    departments = [one for one in departments_with_people(organisation) if one.is_active]
    context = {
        **frame(organisation, "on_call"),
        "answering": answering_now(actor, organisation.pk),
        "rows": on_call_of(actor, organisation.pk),
        "now": clock.now(),
        "people": people_choices(organisation),
        "department_names": {one.code: one.name for one in departments},
        "departments": [(one.code, one.name) for one in departments],
        "roles": Role.choices,
        "values": values,
        "errors": field_errors(refusal, FIELDS),
    }
    return render(request, "webui/directory/on_call.html", context, status=422 if refusal else 200)


def _duty(request: HttpRequest, organisation: Organisation, values: Mapping[str, str]) -> PutOnCall:
    department = organisation.departments.filter(code=values["department"], is_active=True).first()
    if department is None:
        raise FormInvalid({"department": [_("Expected a department of this organisation.")]})
    if values["role"] not in Role.values:
        raise FormInvalid({"role": [_("Expected one of the roles of the list.")]})
    return PutOnCall(
        actor_of(request),
        person_named(values["user"]).pk,
        department.pk,
        values["role"],
        read_moment(values["from_at"], "from_at", organisation.zone),
        read_moment(values["until_at"], "until_at", organisation.zone),
    )


@require_POST
@permitted("manage_directory")
def end(request: HttpRequest, organisation_id: int, on_call_id: int) -> HttpResponse:
    """The duty ends now, or is taken out before it begins."""
    actor = actor_of(request)
    organisation = managed_organisation(actor, organisation_id)
    if not OnCall.objects.filter(pk=on_call_id, department__organisation=organisation).exists():
        raise NotFound(_("No such duty is visible to you."))
    try:
        end_on_call(EndOnCall(actor, on_call_id))
    except InvalidState as refusal:
        notices.info(request, str(refusal))
    else:
        notices.success(request, _("The duty has ended."))
    return redirect("directory:on_call", organisation_id=organisation.pk)
