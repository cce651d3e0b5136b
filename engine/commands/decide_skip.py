"""The second signature: another person agrees to skip a step, or to another act that leaves one undone, or refuses."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.commands.operated import check_operates, check_signature, checked_reason, operated_instance
from engine.commands.second_signature import command_of
from engine.errors import InvalidState, NotAuthorised, NotFound, StaleCommand
from engine.locked_instance import LockedInstance
from engine.models.history import HistoryEntry
from engine.models.steering import SkipRequest
from engine.runtime.events import Event


@dataclass(frozen=True, slots=True)
class DecideSkip:
    actor: Actor
    request_id: UUID
    note: str = ""
    authenticated_at: datetime | None = None  # when the signer last entered the password, on the machine's time


def agree_to_skip(command: DecideSkip) -> SkipRequest:
    """Sign and do what was asked for.

    The history keeps what was signed as a hash over the request: step, values, reason, who asked, and what had happened by then.
    Raises: NotFound, NotAuthorised (also for the person who asked), NotSigned (no fresh password), InvalidState (decided
    already), StaleCommand (the step has gone on since).
    """
    asked = _asked(command)
    if asked.asked_by_id == command.actor.id:
        raise NotAuthorised(_("Expected a second person: who asked to skip a step cannot agree to it alone."))
    check_signature(command.authenticated_at)
    is_gone = False
    with operated_instance(command.actor, asked.instance_id) as instance:
        asked = SkipRequest.objects.select_for_update().get(pk=asked.pk)
        _check_open(asked)
        if _has_gone_on(instance, asked):
            is_gone = True
            _decide(asked, "gone", command, instance)
        else:
            _decide(asked, "agreed", command, instance)
            signed = {"content_hash": content_hash(asked), "requested_by": asked.asked_by_id}
            if asked.act != "skip":
                signed["act"] = asked.act
            instance.record(Event("step_skip_signed", asked.activity_id, asked.token_id, None, signed), command.actor.id)
            instance.advance(command_of(asked), command.actor.id)
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


def content_hash(asked: SkipRequest) -> str:
    """SHA-256 over everything that the second person agrees to; the request itself never changes."""
    content = [
        str(asked.instance_id), asked.token_id, asked.activity_id, asked.history_seq, asked.values, asked.reason,
        asked.asked_by_id, asked.asked_at.astimezone(UTC).isoformat(),
    ]  # fmt: skip
    if asked.act != "skip":
        content += [asked.act, asked.target_id]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


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
