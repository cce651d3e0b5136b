"""Who is away, and who stands in."""

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
from engine.errors import FormInvalid, NotFound
from webui.access import actor_of, permitted
from webui.field_errors import field_errors
from workflows.directory.commands.end_absence import EndAbsence, end_absence
from workflows.directory.commands.record_absence import RecordAbsence, record_absence
from workflows.directory.models import Absence, Organisation

from .reading import absences_of, managed_organisation, people_choices, person_named, read_moment, sent
from .views import frame

FIELDS: Mapping[str, Any] = {
    "user": gettext_lazy("Who is away"),
    "from_at": gettext_lazy("From"),
    "until_at": gettext_lazy("Until"),
    "substitute": gettext_lazy("Who stands in"),
    "reason": gettext_lazy("Reason"),
}


@require_http_methods(["GET", "POST"])
@permitted("manage_directory")
def absences(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """The absences that last or are to come, and the form for another one."""
    actor = actor_of(request)
    organisation = managed_organisation(actor, organisation_id)
    values, refusal = sent(request.POST, tuple(FIELDS)), None
    if request.method == "POST":
        try:
            record_absence(_absence(request, organisation, values))
        except (FormInvalid, NotFound) as error:
            refusal = error if isinstance(error, FormInvalid) else FormInvalid({"user": [str(error)]})
        else:
            notices.success(request, _("The absence is recorded. The substitute gets the work from its first minute."))
            return redirect("directory:absences", organisation_id=organisation.pk)
    context = {
        **frame(organisation, "absences"),
        "rows": absences_of(organisation),
        "now": clock.now(),
        "people": people_choices(organisation),
        "values": values,
        "errors": field_errors(refusal, FIELDS),
    }
    return render(request, "webui/directory/absences.html", context, status=422 if refusal else 200)


def _absence(request: HttpRequest, organisation: Organisation, values: Mapping[str, str]) -> RecordAbsence:
    substitute = person_named(values["substitute"], "substitute").pk if values["substitute"].strip() else None
    return RecordAbsence(
        actor_of(request),
        organisation.pk,
        person_named(values["user"]).pk,
        read_moment(values["from_at"], "from_at", organisation.zone),
        read_moment(values["until_at"], "until_at", organisation.zone),
        substitute,
        values["reason"].replace("\0", "")[:200],
    )


@require_POST
@permitted("manage_directory")
def end(request: HttpRequest, organisation_id: int, absence_id: int) -> HttpResponse:
    """The person is back: the substitute's groups end now."""
    actor = actor_of(request)
    organisation = managed_organisation(actor, organisation_id)
    if not Absence.objects.filter(pk=absence_id, organisation=organisation).exists():
        raise NotFound(_("No such absence is visible to you."))
    end_absence(EndAbsence(actor, absence_id))
    notices.success(request, _("The absence has ended."))
    return redirect("directory:absences", organisation_id=organisation.pk)
