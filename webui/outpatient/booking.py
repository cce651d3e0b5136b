"""Booking a visit for one patient: sessions of the coming week with their free slots, the reason, the way of booking."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engine.actor import Actor
from engine.errors import Conflict, FormInvalid, InvalidState, NotAuthorised
from webui.access import actor_of, permitted
from webui.field_errors import field_errors
from webui.patients.words import display_name
from workflows.directory.models import Organisation
from workflows.directory.queries.own_organisations import own_organisations
from workflows.families.outpatient.commands.book_visit import BookVisit, book_visit
from workflows.families.outpatient.models import Booking
from workflows.families.outpatient.queries.sessions import coming_sessions
from workflows.patients.models import Patient
from workflows.patients.queries.patients import get_patient_by_id


def booking_organisations(actor: Actor) -> list[Organisation]:
    """Where the actor may book, among organisations that hold clinics."""
    own = own_organisations(actor, permission="book_visit")
    return [organisation for organisation in own if organisation.clinic_sessions.exists()]


@require_http_methods(["GET", "POST"])
@permitted("book_visit")
def book(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Choose a session, say why, and the visit's process begins. A full session is refused with what is left to do."""
    actor = actor_of(request)
    patient = get_patient_by_id(actor, patient_id)
    if request.method == "GET":
        return _page(request, actor, patient, request.GET)
    asked = request.POST
    try:
        booked = book_visit(
            BookVisit(
                actor=actor,
                session_id=_number(asked.get("session")),
                patient_id=patient.pk,
                reason=asked.get("reason", ""),
                channel=asked.get("channel", ""),
                is_reserved=asked.get("kept") == "1",
                is_walk_in=asked.get("walk_in") == "1",
            )
            if asked.get("session")
            else _no_session()
        )
    except (FormInvalid, Conflict, InvalidState, NotAuthorised) as refusal:
        return _page(request, actor, patient, asked, refusal)
    values = {"number": booked.case.number, "name": display_name(patient), "slot": booked.booking.number}
    messages.success(request, _("Visit %(number)s for %(name)s is booked, number %(slot)s in the session.") % values)
    return redirect("outpatient:visit", number=booked.case.number)


def _no_session() -> BookVisit:
    raise FormInvalid({"session": [_("Expected a session to be chosen.")]})


def _page(
    request: HttpRequest, actor: Actor, patient: Patient, asked: QueryDict, refusal: Exception | None = None
) -> HttpResponse:
    labels = {"session": _("Session"), "reason": _("Reason for the visit"), "channel": _("Way of booking")}
    lines = [line for organisation in booking_organisations(actor) for line in coming_sessions(actor, organisation)]
    context = {
        "patient": patient,
        "lines": lines,
        "may_take_kept": any(actor.may("book_reserved_slot", line.session.organisation_id) for line in lines),
        "channels": Booking.Channel.choices,
        "channel": asked.get("channel") or Booking.Channel.ON_SITE,
        "reason": asked.get("reason", ""),
        "session_id": _number(asked.get("session")),
        "takes_kept": asked.get("kept") == "1",
        "is_walk_in": asked.get("walk_in") == "1",
        "errors": field_errors(refusal, labels) if isinstance(refusal, FormInvalid) else [],
        "refusal": refusal if refusal is not None and not isinstance(refusal, FormInvalid) else None,
    }
    return render(request, "webui/outpatient/book.html", context, status=getattr(refusal, "http_status", 200))


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else 0
