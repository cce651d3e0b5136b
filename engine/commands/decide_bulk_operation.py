"""Confirm, pause, continue or stop a bulk operation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.actor import Actor
from engine.commands.operated import check_signature
from engine.errors import InvalidState, NotAuthorised
from engine.models.steering import BulkOperation
from engine.selection import visible_operation
from engine.undone import leaves_undone
from engine.wake import wake_workers


@dataclass(frozen=True, slots=True)
class DecideBulkOperation:
    actor: Actor
    operation_id: UUID
    authenticated_at: datetime | None = None  # of a second signature: when the password was last entered


def confirm_bulk_operation(command: DecideBulkOperation) -> BulkOperation:
    """Let workers do what was rehearsed. What leaves user tasks undone is confirmed by a second person, who signs.

    Raises: NotFound (also where one of its organisations is not operated by the actor), NotAuthorised, NotSigned, InvalidState.
    """
    with transaction.atomic():
        operation = _locked(command, ("previewed",), _("Expected an operation that has been rehearsed and waits for its word."))
        is_signed = leaves_undone(operation)
        if is_signed and operation.created_by_id == command.actor.id:
            raise NotAuthorised(_("Expected a second person: who asked to skip a step cannot agree to it alone."))
        if is_signed:
            check_signature(command.authenticated_at)
        operation.confirmed_by_id, operation.confirmed_at = command.actor.id, clock.now()
        _run(operation)
    return operation


def pause_bulk_operation(command: DecideBulkOperation) -> BulkOperation:
    """What is under way for one instance is finished; the next ones wait. Raises: NotFound, InvalidState."""
    with transaction.atomic():
        operation = _locked(command, ("running",), _("Expected an operation that is under way."))
        operation.state = "paused"
        operation.save(update_fields=["state"])
    return operation


def continue_bulk_operation(command: DecideBulkOperation) -> BulkOperation:
    """Go on after a pause. Raises: NotFound, InvalidState."""
    with transaction.atomic():
        operation = _locked(command, ("paused",), _("Expected an operation that is paused."))
        _run(operation)
    return operation


def stop_bulk_operation(command: DecideBulkOperation) -> BulkOperation:
    """End it: what was done stays, the rest is left as it was. Raises: NotFound, InvalidState."""
    with transaction.atomic():
        wanted = ("previewing", "previewed", "running", "paused")
        operation = _locked(command, wanted, _("Expected an operation that has not ended."))
        operation.state, operation.ended_at = "stopped", clock.now()
        operation.save(update_fields=["state", "ended_at"])
    return operation


def _locked(command: DecideBulkOperation, states: tuple[str, ...], refusal: object) -> BulkOperation:
    operation = visible_operation(command.actor, command.operation_id, lock=True)
    if operation.state not in states:
        raise InvalidState(refusal)
    return operation


def _run(operation: BulkOperation) -> None:
    operation.state, operation.failures_in_row, operation.pause_cause = "running", 0, ""
    if operation.batch_size:
        dealt_with = operation.items.filter(state__in=("done", "failed")).count()
        operation.pause_at = dealt_with + operation.batch_size
    operation.save()
    transaction.on_commit(wake_workers)
