"""Shared by the commands that hold or pin a version in one organisation: rows that say who, when and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.actor import Actor
from engine.commands.operated import check_operates, checked_reason
from engine.errors import InvalidState, NotFound
from engine.models.definition import ProcessDefinition
from engine.models.steering import VersionRule


@dataclass(frozen=True, slots=True)
class RuleOnVersion:
    """For `suspend_definition`, `resume_definition`, `pin_version` and `unpin_version`."""

    actor: Actor
    definition_id: int
    organisation_id: int
    reason: str


def place(command: RuleOnVersion, kind: str) -> VersionRule:
    """Raises: NotFound, NotAuthorised, InvalidInput (no reason), InvalidState (placed already)."""
    reason = checked_reason(command.reason)
    check_operates(command.actor, command.organisation_id)
    definition = ProcessDefinition.objects.filter(pk=command.definition_id).first()
    if definition is None:
        raise NotFound
    try:
        with transaction.atomic():
            if kind == "pin":  # another version may have been pinned before
                _end(VersionRule.objects.filter(process_key=definition.key, kind="pin"), command, reason)
            return VersionRule.objects.create(
                kind=kind,
                process_key=definition.key,
                definition=definition,
                organisation_id=command.organisation_id,
                reason=reason,
                placed_by_id=command.actor.id,
                placed_at=clock.now(),
            )
    except IntegrityError as error:
        raise InvalidState(_("Expected a version that starts here, but it is suspended already.")) from error


def lift(command: RuleOnVersion, kind: str) -> None:
    """Raises: NotFound, NotAuthorised, InvalidInput (no reason), InvalidState (nothing to lift)."""
    reason = checked_reason(command.reason)
    check_operates(command.actor, command.organisation_id)
    if not _end(VersionRule.objects.filter(definition_id=command.definition_id, kind=kind), command, reason):
        raise InvalidState(_("Expected a version that is suspended or pinned here, but nothing of that kind is in force."))


def _end(rules: object, command: RuleOnVersion, reason: str) -> int:
    found: int = rules.filter(organisation_id=command.organisation_id, ended_at=None).update(  # type: ignore[attr-defined]
        ended_at=clock.now(), ended_by_id=command.actor.id, end_reason=reason
    )
    return found
