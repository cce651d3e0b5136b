"""Shared by the commands of operators: the right to operate, the reason, and the instance under its lock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.actor import Actor
from engine.commands.advanced import Advanced
from engine.errors import InvalidInput, NotAuthorised, NotFound
from engine.locked_instance import LockedInstance, locked_instance

LONGEST_REASON = 1000
_NO_REASON = _("Expected a reason: it stands in the history for whoever asks later.")
FRESH = timedelta(minutes=5)
_NOT_SIGNED = _("Expected your password, entered within the last five minutes: a signature is confirmed afresh.")
_FORBIDDEN = _("Expected a person who operates the processes of this organisation.")


class NotSigned(NotAuthorised):
    """The person may act, but has not confirmed who they are within the last minutes."""

    code = "signature_needed"


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


def check_signature(authenticated_at: datetime | None) -> None:
    """A signature is a password entered afresh, on the machine's time. Raises: NotSigned."""
    if authenticated_at is None or not timedelta() <= clock.real_now() - authenticated_at <= FRESH:
        raise NotSigned(_NOT_SIGNED)


@contextmanager
def operated_instance(actor: Actor, instance_id: UUID) -> Iterator[LockedInstance]:
    """The instance under its lock, for somebody who operates it. Raises: NotFound, NotAuthorised."""
    with locked_instance(instance_id=instance_id) as instance:
        check_operates(actor, instance.organisation_id)
        yield instance


def advanced(instance: LockedInstance) -> Advanced:
    return Advanced(instance.id, instance.status, tuple(instance.opened_user_tasks), instance.business_key)
