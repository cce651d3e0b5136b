"""Take a role back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.errors import FormInvalid, InvalidState, NotFound
from workflows.directory.access import authorise
from workflows.directory.models import Membership
from workflows.directory.record import record


@dataclass(frozen=True, slots=True)
class EndMembership:
    actor: Actor
    membership_id: int
    until_on: date


@transaction.atomic
def end_membership(command: EndMembership) -> Membership:
    """Let the role end with `until_on`, included.

    Raises: NotFound, NotAuthorised (no `manage_directory`), InvalidState (has ended before), FormInvalid (before its start).
    """
    membership = (
        Membership.objects.select_for_update(of=("self",)).select_related("department").filter(pk=command.membership_id).first()
    )
    if membership is None:
        raise NotFound(_("No such membership is visible to you."))
    organisation_id = membership.department.organisation_id
    authorise(command.actor, "manage_directory", organisation_id)
    if membership.until_on is not None and membership.until_on <= command.until_on:
        raise InvalidState(_("Expected a membership that lasts beyond this day, but it ends before."))
    if command.until_on < membership.from_on:
        raise FormInvalid({"until_on": [_("Expected the last day on or after the first day.")]})
    membership.until_on = command.until_on
    membership.save(update_fields=["until_on"])
    record(
        command.actor,
        organisation_id,
        "membership_ended",
        user_id=membership.user_id,
        group=membership.group,
        until_on=command.until_on,
    )
    return membership
