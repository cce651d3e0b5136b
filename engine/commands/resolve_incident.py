"""The stopped step of an incident has been done by hand: record its result and go on behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.commands.advanced import Advanced
from engine.commands.operated import advanced, checked_reason, operated_instance
from engine.commands.second_signature import check_alone
from engine.errors import InvalidState, NotFound
from engine.models.incident import Incident
from engine.runtime import commands as runtime_commands


@dataclass(frozen=True, slots=True)
class ResolveIncident:
    actor: Actor
    incident_id: UUID
    reason: str
    values: Mapping[str, Any] = field(default_factory=dict)  # what the step would have given, before its output mapping


def resolve_incident(command: ResolveIncident) -> Advanced:
    """Take a stopped step as done by hand, with its result.

    Raises: NotFound, NotAuthorised, SecondSignatureNeeded (it stopped at a user task), InvalidInput (no
    reason, or a step that nobody can do by hand: a gateway, a sub-process),
    InvalidState (not open any more).
    """
    reason = checked_reason(command.reason)
    instance_id = Incident.objects.filter(pk=command.incident_id).values_list("instance_id", flat=True).first()
    if instance_id is None:
        raise NotFound
    with operated_instance(command.actor, instance_id) as instance:
        incident = Incident.objects.get(pk=command.incident_id)
        if incident.state != "open":
            raise InvalidState(_("Expected an open incident, but this one has already been dealt with."))
        check_alone(instance, "resolve", incident.token_id)
        instance.advance(runtime_commands.ResolveIncident(incident.token_id, command.values, reason), command.actor.id)
    return advanced(instance)
