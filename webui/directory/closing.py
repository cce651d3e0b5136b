"""Close an organisation from a day on; withdraw it before the day."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from engine.errors import FormInvalid, InvalidState
from webui.access import actor_of, permitted
from webui.field_errors import field_errors
from webui.words import day
from workflows.directory.commands.close_organisation import CloseOrganisation, close_organisation

from .reading import managed_organisation, read_date
from .views import frame

FIELDS = {"closed_on": gettext_lazy("Closed from")}


@require_http_methods(["GET", "POST"])
@permitted("manage_directory")
def close(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """What closing means, its day, and what is still in the way."""
    actor = actor_of(request)
    organisation = managed_organisation(actor, organisation_id)
    typed, refusal = request.POST.get("closed_on", ""), None
    if request.method == "POST":
        try:
            closed_on = None if request.POST.get("withdraw") else read_date(typed, "closed_on")
            changed = close_organisation(CloseOrganisation(actor, organisation.pk, closed_on))
        except FormInvalid as error:
            refusal = error
        except InvalidState as error:
            notices.info(request, str(error))
            return redirect("directory:departments", organisation_id=organisation.pk)
        else:
            if changed.closed_on is None:
                notices.success(request, _("The organisation stays open."))
            else:
                notices.success(request, _("The organisation closes on %(day)s.") % {"day": day(changed.closed_on)})
            return redirect("directory:departments", organisation_id=organisation.pk)
    context = {**frame(organisation, "departments"), "closed_on": typed, "errors": field_errors(refusal, FIELDS)}
    return render(request, "webui/directory/close.html", context, status=422 if refusal else 200)
