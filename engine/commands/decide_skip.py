"""The second signature: another person agrees to skip a step, or refuses."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.commands.operated import check_operates, checked_reason, operated_instance
from engine.errors import InvalidState, NotAuthorised, NotFound, StaleCommand
from engine.locked_instance import LockedInstance
from engine.models.history import HistoryEntry
from engine.models.steering import SkipRequest
from engine.projection import parse
from engine.runtime import commands as runtime_commands


@dataclass(frozen=True, slots=True)
class DecideSkip:
    actor: Actor
    request_id: UUID
    note: str = ""


def agree_to_skip(command: DecideSkip) -> SkipRequest:
    """Sign and skip the step.

    Raises: NotFound, NotAuthorised (also for the person who asked), InvalidState (decided already), StaleCommand (the step
    has gone on since).
    """
    asked = _asked(command)
    if asked.asked_by_id == command.actor.id:
        raise NotAuthorised(_("Expected a second person: who asked to skip a step cannot agree to it alone."))
    is_gone = False
    with operated_instance(command.actor, asked.instance_id) as instance:
        asked = SkipRequest.objects.select_for_update().get(pk=asked.pk)
        _check_open(asked)
        if _has_gone_on(instance, asked):
            is_gone = True
            _decide(asked, "gone", command, instance)
        else:
            _decide(asked, "agreed", command, instance)
            values = parse(asked.values)
            skip = runtime_commands.SkipStep(asked.token_id, values, asked.reason, asked.asked_by_id)
            instance.advance(skip, command.actor.id)
    if is_gone:
        raise StaleCommand(_("Expected the step that was meant, but it has gone on since: nothing was skipped."))
    return asked


def refuse_skip(command: DecideSkip) -> SkipRequest:
    """Leave the step as it is; who asked may withdraw in the same way. Raises: as above, InvalidInput (no reason)."""
    checked_reason(command.note)
    asked = _asked(command)
    with operated_instance(command.actor, asked.instance_id) as instance:
        asked = SkipRequest.objects.select_for_update().get(pk=asked.pk)
        _check_open(asked)
        _decide(asked, "refused", command, instance)
    return asked


def _asked(command: DecideSkip) -> SkipRequest:
    asked = SkipRequest.objects.filter(pk=command.request_id).first()
    if asked is None:
        raise NotFound
    check_operates(command.actor, asked.organisation_id)
    return asked


def _check_open(asked: SkipRequest) -> None:
    if asked.state != "asked":
        raise InvalidState(_("Expected a request that waits for its second signature, but it has been decided already."))


def _decide(asked: SkipRequest, state: str, command: DecideSkip, instance: LockedInstance) -> None:
    asked.state, asked.decided_by_id, asked.decided_at = state, command.actor.id, instance.now
    asked.note = command.note.strip()
    asked.save(update_fields=["state", "decided_by_id", "decided_at", "note"])


def _has_gone_on(instance: LockedInstance, asked: SkipRequest) -> bool:
    """The token stands elsewhere, or has come to the same step once more."""
    state = instance.state
    token = state.tokens.get(asked.token_id) if state is not None else None
    if token is None or instance.definition.model.nodes[token.node].id != asked.activity_id:
        return True
    later = HistoryEntry.objects.filter(instance_id=instance.id, first_seq__gt=asked.history_seq)
    events = (event for entry in later for event in entry.recorded())
    return any(event.kind == "activity_started" and event.token_id == asked.token_id for event in events)
