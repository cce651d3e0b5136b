"""Close a session for booking or open it again; set the organisation's rule for the slots that it keeps."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.errors import FormInvalid, NotFound
from workflows.directory.access import authorise
from workflows.families.outpatient.models import BookingRule, ClinicSession

LONGEST_HOURS = 24 * 30


@dataclass(frozen=True, slots=True)
class CloseSession:
    actor: Actor
    session_id: int
    is_closed: bool = True


@transaction.atomic
def close_session(command: CloseSession) -> ClinicSession:
    """Booked visits stay. Raises: NotFound, NotAuthorised (no `manage_sessions`)."""
    session = ClinicSession.objects.select_for_update().filter(pk=command.session_id).first()
    if session is None or not command.actor.belongs_to(session.organisation_id):
        raise NotFound(_("No such clinic session is visible to you."))
    authorise(command.actor, "manage_sessions", session.organisation_id)
    session.is_closed = command.is_closed
    session.save(update_fields=["is_closed"])
    return session


@dataclass(frozen=True, slots=True)
class SetBookingRule:
    actor: Actor
    organisation_id: int
    reserved_percent: int
    reserve_opens_hours: int


@transaction.atomic
def set_booking_rule(command: SetBookingRule) -> BookingRule:
    """Holds for sessions that are opened from now on. Raises: NotFound, NotAuthorised, FormInvalid."""
    authorise(command.actor, "manage_sessions", command.organisation_id)
    errors: dict[str, list[object]] = {}
    if not 0 <= command.reserved_percent <= 100:
        errors["reserved_percent"] = [_("Expected 0 to 100 percent.")]
    if not 0 <= command.reserve_opens_hours <= LONGEST_HOURS:
        errors["reserve_opens_hours"] = [_("Expected 0 to 720 hours.")]
    if errors:
        raise FormInvalid(errors)
    values = {"reserved_percent": command.reserved_percent, "reserve_opens_hours": command.reserve_opens_hours}
    return BookingRule.objects.update_or_create(organisation_id=command.organisation_id, defaults=values)[0]
