"""Cancel a running instance as a whole, with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.commands.advanced import Advanced
from engine.errors import InvalidInput, NotAuthorised
from engine.instance_access import find_instance
from engine.locked_instance import locked_instance
from engine.runtime import commands as runtime_commands
from engine.starters import may_cancel


@dataclass(frozen=True, slots=True)
class CancelInstance:
    actor: Actor
    instance_id: UUID
    reason: str


def cancel_instance(command: CancelInstance) -> Advanced:
    """Cancel a running instance: its tasks, timers, jobs and subscriptions close with it.

    Raises: NotFound, NotAuthorised, InvalidInput (no reason), InvalidState (already ended).
    """
    if not command.reason.strip():
        raise InvalidInput(_("Expected a reason for the cancellation."))
    with locked_instance(instance_id=command.instance_id) as instance:
        find_instance(command.actor, command.instance_id)  # what one may not even see cannot be cancelled
        if not may_cancel(command.actor, instance.definition, instance.organisation_id):
            raise NotAuthorised(_("Expected a person who may cancel processes in this organisation."))
        instance.advance(runtime_commands.Cancel(command.reason.strip()), command.actor.id)
    return Advanced(instance.id, instance.status, (), instance.business_key)
