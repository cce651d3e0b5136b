"""Shared by the commands of operators: the right to operate, the reason, and the instance under its lock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.commands.advanced import Advanced
from engine.errors import InvalidInput, NotAuthorised, NotFound
from engine.locked_instance import LockedInstance, locked_instance

LONGEST_REASON = 1000
_NO_REASON = _("Expected a reason: it stands in the history for whoever asks later.")
_FORBIDDEN = _("Expected a person who operates the processes of this organisation.")


def checked_reason(reason: str) -> str:
    """Raises: InvalidInput where there is none."""
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise InvalidInput(_NO_REASON)
    return reason


def check_operates(actor: Actor, organisation_id: int) -> None:
    """Raises: NotFound in a foreign organisation, NotAuthorised without the right in one's own."""
    if not actor.belongs_to(organisation_id):
        raise NotFound
    if not actor.may("operate", organisation_id):
        raise NotAuthorised(_FORBIDDEN)


@contextmanager
def operated_instance(actor: Actor, instance_id: UUID) -> Iterator[LockedInstance]:
    """The instance under its lock, for somebody who operates it. Raises: NotFound, NotAuthorised."""
    with locked_instance(instance_id=instance_id) as instance:
        check_operates(actor, instance.organisation_id)
        yield instance


def advanced(instance: LockedInstance) -> Advanced:
    return Advanced(instance.id, instance.status, tuple(instance.opened_user_tasks), instance.business_key)
