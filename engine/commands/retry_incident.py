"""Run the stopped step of an incident again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine import stuck
from engine.actor import Actor
from engine.commands.advanced import Advanced
from engine.errors import NotFound
from engine.lifecycle import IncidentLifecycle, run
from engine.locked_instance import locked_instance
from engine.models.incident import Incident
from engine.runtime import commands as runtime_commands


@dataclass(frozen=True, slots=True)
class RetryIncident:
    actor: Actor
    incident_id: UUID
    variables: Mapping[str, Any] = field(default_factory=dict)  # set in the step's scope first: the mended values
    reason: str = ""


def retry_incident(command: RetryIncident) -> Advanced:
    """Retry after the cause was mended. Raises: NotFound, NotAuthorised, InvalidState (not open any more)."""
    found = Incident.objects.select_related("instance").filter(pk=command.incident_id).first()
    if found is None:
        raise NotFound
    if found.cause:  # a timer or message: the instance itself may be unreadable
        with transaction.atomic():
            incident = Incident.objects.select_for_update().get(pk=command.incident_id)
            _check(command.actor, incident)
            stuck.retry(incident, command.actor.id, command.variables)
        return Advanced(found.instance_id, found.instance.status, (), found.instance.business_key)
    with locked_instance(instance_id=found.instance_id) as instance:
        # Read again under the lock: a colleague may have retried it meanwhile.
        incident = Incident.objects.get(pk=command.incident_id)
        _check(command.actor, incident)
        instance.advance(
            runtime_commands.RetryIncident(incident.token_id, command.variables, command.reason.strip()), command.actor.id
        )
    return Advanced(instance.id, instance.status, tuple(instance.opened_user_tasks), instance.business_key)


def _check(actor: Actor, incident: Incident) -> None:
    if not actor.belongs_to(incident.organisation_id):
        raise NotFound
    run(
        IncidentLifecycle(incident.state, organisation_id=incident.organisation_id).retry,
        actor,
        refusal=_("Expected an open incident, but this one has already been dealt with."),
        forbidden=_("Expected a person who operates the processes of this organisation."),
    )
