"""Start a process instance by a person or by the system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from engine import definitions, registry
from engine.actor import Actor
from engine.commands.advanced import Advanced
from engine.errors import EngineError, InvalidInput, NotAuthorised, NotFound
from engine.locked_instance import new_instance
from engine.runtime.commands import Start
from engine.starters import may_start
from engine.starting import definition_for_start


@dataclass(frozen=True, slots=True)
class StartInstance:
    actor: Actor
    process_key: str
    organisation_id: int
    variables: Mapping[str, Any] = field(default_factory=dict)  # FEEL values
    business_key: str = ""
    zone: str = ""  # IANA name; empty: that of the organisation
    start_event_id: str | None = None  # which none start event, where the process has several


def start_instance(command: StartInstance) -> Advanced:
    """Start the active version of a process at its none start event.

    Raises: NotFound (no such process, or a foreign organisation), NotAuthorised (not a starter of this process),
    InvalidInput (the process starts by a message only), InvalidState (an operator has suspended it here).
    """
    if not command.actor.belongs_to(command.organisation_id):
        raise NotFound
    presumed = definitions.last_active(command.process_key)
    if presumed is not None:
        try:
            return _start(command, presumed)
        except EngineError:  # if another version is to be taken by now, what counts is its answer
            chosen = definition_for_start(command.process_key, command.organisation_id)
            if chosen is presumed:
                raise
            return _start(command, chosen)
    return _start(command, definition_for_start(command.process_key, command.organisation_id))


def _start(command: StartInstance, definition: definitions.LoadedDefinition) -> Advanced:
    """Raises: Conflict also if new instances take another version by now."""
    actor = command.actor
    if not actor.may("start_instance", command.organisation_id) or not may_start(actor, definition, command.organisation_id):
        raise NotAuthorised(_("Expected a person who may start this process; your roles here do not allow it."))
    process = definition.process
    if not process.start_events and process.has_event_starts:
        raise InvalidInput(_("Expected a process that a person can start; this one starts when a message arrives."))
    if command.start_event_id is not None and command.start_event_id not in process.start_events:
        names = ", ".join(process.start_events)
        raise InvalidInput(_("Expected one of these start events: %(names)s.") % {"names": names})
    with new_instance(
        definition,
        organisation_id=command.organisation_id,
        business_key=command.business_key,
        started_by_id=actor.id,
    ) as instance:
        instance.advance(
            Start(
                process_id=definition.key,
                variables=command.variables,
                start_event_id=command.start_event_id,
                zone=command.zone or registry.zones.of(command.organisation_id),
                organisation_id=command.organisation_id,
                business_key=command.business_key,
                starter_id=actor.id,
            ),
            actor.id,
        )
    return Advanced(instance.id, instance.status, tuple(instance.opened_user_tasks), command.business_key)
