"""Somebody else takes over, or the duty was entered by mistake."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.actor import Actor
from engine.errors import InvalidState, NotFound
from workflows.directory.access import authorise
from workflows.directory.models import OnCall
from workflows.directory.record import record


@dataclass(frozen=True, slots=True)
class EndOnCall:
    actor: Actor
    on_call_id: int


@transaction.atomic
def end_on_call(command: EndOnCall) -> None:
    """End the duty now; one that has not begun is removed. Raises: NotFound, NotAuthorised, InvalidState (over already)."""
    duty = OnCall.objects.select_for_update(of=("self",)).select_related("department").filter(pk=command.on_call_id).first()
    if duty is None:
        raise NotFound(_("No such duty is visible to you."))
    authorise(command.actor, "manage_directory", duty.department.organisation_id)
    now = clock.now()
    if duty.until_at <= now:
        raise InvalidState(_("Expected a duty that is not over, but it has ended."))
    group = f"{duty.role}@{duty.department.code}"
    if duty.from_at >= now:
        duty.delete()
    else:
        duty.until_at = now
        duty.save(update_fields=["until_at"])
    record(command.actor, duty.department.organisation_id, "on_call_ended", user_id=duty.user_id, group=group)
