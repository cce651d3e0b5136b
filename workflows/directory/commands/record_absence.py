"""Record that a person is away, and who stands in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.actor import Actor
from engine.errors import FormInvalid, NotFound
from workflows.directory.access import authorise
from workflows.directory.models import Absence, Membership
from workflows.directory.record import record


@dataclass(frozen=True, slots=True)
class RecordAbsence:
    actor: Actor
    organisation_id: int
    user_id: int
    from_at: datetime
    until_at: datetime
    substitute_id: int | None = None
    reason: str = ""


@transaction.atomic
def record_absence(command: RecordAbsence) -> Absence:
    """The person is away from `from_at` to before `until_at`; the substitute holds their groups there for that time.

    One may record one's own absence; another's needs `manage_directory`.
    Raises: NotFound, NotAuthorised, FormInvalid (end before start, naive time, a substitute from outside or oneself, overlap).
    """
    if not command.actor.belongs_to(command.organisation_id) or not _is_member(command, command.user_id):
        raise NotFound(_("No such person is visible to you."))
    if command.user_id != command.actor.id:
        authorise(command.actor, "manage_directory", command.organisation_id)
    _check(command)
    absence = Absence.objects.create(
        user_id=command.user_id,
        organisation_id=command.organisation_id,
        substitute_id=command.substitute_id,
        from_at=command.from_at,
        until_at=command.until_at,
        reason=command.reason.strip(),
        recorded_by_id=command.actor.id,
        recorded_at=clock.now(),
    )
    record(
        command.actor,
        command.organisation_id,
        "absence_recorded",
        user_id=command.user_id,
        substitute_id=command.substitute_id,
        from_at=command.from_at,
        until_at=command.until_at,
    )
    return absence


def _check(command: RecordAbsence) -> None:
    if command.from_at.tzinfo is None or command.until_at.tzinfo is None:
        raise FormInvalid({"from_at": [_("Expected a date and time with its zone.")]})
    if command.until_at <= command.from_at:
        raise FormInvalid({"until_at": [_("Expected an end after the start.")]})
    if command.substitute_id is not None:
        if command.substitute_id == command.user_id:
            raise FormInvalid({"substitute": [_("Expected another person as substitute.")]})
        if not _is_member(command, command.substitute_id):
            raise FormInvalid({"substitute": [_("Expected a person who works in the organisation during the absence.")]})
    overlapping = Absence.objects.filter(
        user_id=command.user_id,
        organisation_id=command.organisation_id,
        from_at__lt=command.until_at,
        until_at__gt=command.from_at,
    )
    if overlapping.exists():
        raise FormInvalid({"from_at": [_("An absence is already recorded in this time.")]})


def _is_member(command: RecordAbsence, user_id: int) -> bool:
    """Holds a role in the organisation on some day of the absence."""
    memberships = Membership.objects.filter(
        user_id=user_id,
        user__is_active=True,
        department__organisation_id=command.organisation_id,
        from_on__lte=command.until_at.date(),
    )
    return memberships.exclude(until_on__lt=command.from_at.date()).exists()
