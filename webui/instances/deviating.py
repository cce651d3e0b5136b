"""The deviations of an instance on its page, and the form by which those who take part give their reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from engine.actor import Actor
from engine.errors import FormInvalid, NotFound
from webui.access import actor_of, permitted
from webui.deviations.presenting import VARIANCE_FIELDS, variance_choices
from webui.field_errors import field_errors
from workflows.deviations.commands.record_variance import RecordVariance, record_variance
from workflows.deviations.queries.ledger import of_instance

CONTROLLABLE = {"yes": True, "no": False}


def deviations_context(actor: Actor, instance_id: UUID) -> dict[str, Any]:
    """Raises: NotFound for an instance that the actor does not see."""
    return {
        "deviations": of_instance(actor, instance_id),
        "variance_choices": variance_choices(),
        "hides_reasons": not actor.may_anywhere("read_patients"),  # clinicians write them, of a patient
    }


@require_POST
@permitted("work")
def variance(request: HttpRequest, instance_id: UUID, deviation_id: int) -> HttpResponse:
    """Keep the reason, or show the page again with what was typed and what is wrong with it."""
    actor = actor_of(request)
    if deviation_id not in [found.line.id for found in of_instance(actor, instance_id)]:
        raise NotFound(_("No such deviation is visible to you."))
    sent = {name: request.POST.get(name, "").replace("\0", "") for name in VARIANCE_FIELDS}
    command = RecordVariance(
        actor,
        deviation_id,
        sent["code"],
        sent["source"],
        sent["nature"],
        CONTROLLABLE.get(sent["is_controllable"]),
        sent["course"],
        sent["reason"],
    )
    try:
        record_variance(command)
    except FormInvalid as refusal:
        return _refused(request, instance_id, deviation_id, sent, refusal)
    messages.success(request, _("Your reason stands in the ledger. The quality officer reads it."))
    return redirect(f"{request.path.partition('deviations/')[0]}#deviations")


def _refused(
    request: HttpRequest, instance_id: UUID, deviation_id: int, sent: dict[str, str], refusal: FormInvalid
) -> HttpResponse:
    from .views import instance_context

    context = {
        **instance_context(request, instance_id),
        "explained": deviation_id,
        "values": sent,
        "errors": field_errors(refusal, VARIANCE_FIELDS),
    }
    return render(request, "webui/instances/instance.html", context, status=422)
