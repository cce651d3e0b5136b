"""A person is back before the recorded end, or never went."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.actor import Actor
from engine.errors import InvalidState, NotFound
from workflows.directory.access import authorise
from workflows.directory.models import Absence
from workflows.directory.record import record


@dataclass(frozen=True, slots=True)
class EndAbsence:
    actor: Actor
    absence_id: int


@transaction.atomic
def end_absence(command: EndAbsence) -> None:
    """End the absence now: the substitute's groups end with it. One that has not begun is removed.

    Raises: NotFound, NotAuthorised (another's absence without `manage_directory`), InvalidState (over already).
    """
    absence = Absence.objects.select_for_update().filter(pk=command.absence_id).first()
    if absence is None or not command.actor.belongs_to(absence.organisation_id):
        raise NotFound(_("No such absence is visible to you."))
    if absence.user_id != command.actor.id:
        authorise(command.actor, "manage_directory", absence.organisation_id)
    now = clock.now()
    if absence.until_at <= now:
        raise InvalidState(_("Expected an absence that is not over, but it has ended."))
    if absence.from_at >= now:
        absence.delete()
    else:
        absence.until_at = now
        absence.save(update_fields=["until_at"])
    record(command.actor, absence.organisation_id, "absence_ended", user_id=absence.user_id)
