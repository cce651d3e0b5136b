"""Shared by the commands that migrate: one locked instance, carried over to another version of its process."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from engine import operated_rows, registry, runtime
from engine.definitions import LoadedDefinition
from engine.errors import InvalidState
from engine.locked_instance import LockedInstance
from engine.models.instance import LIVE
from engine.runtime.migration import migrate


def carry_over(
    instance: LockedInstance, target: LoadedDefinition, mapping: Mapping[str, str], reason: str, actor_id: int | None
) -> None:
    """Raises: MigrationBlocked (why it cannot go), InvalidState (ended, or on that version already)."""
    if instance.status not in LIVE:
        raise InvalidState(_("Expected a running process, but this one has already ended."))
    source = instance.definition
    if target.key != source.key or target.id == source.id:
        raise InvalidState(_("Expected another version of the same process than the one that it is on."))
    data = {"from_version": source.version, "to_version": target.version, "reason": reason}
    assert instance.state is not None
    result = migrated(source, target, instance.state, mapping, instance.now, data, instance.organisation_id)
    instance.definition = target
    operated_rows.change_definition(instance.writer, target)
    instance.take(result, actor_id)


def migrated(
    source: LoadedDefinition,
    target: LoadedDefinition,
    state: runtime.State,
    mapping: Mapping[str, str],
    now: datetime,
    data: Mapping[str, Any],
    organisation_id: int,
) -> runtime.StepResult:
    """The state on the target by the organisation's calendars; also for rehearsals. Uses the given state up."""
    # The old version's own zone does not go along: without one of the new version's the organisation's counts.
    had_own = bool(source.process.zone) and state.zone == source.process.zone
    return migrate(
        source.model,
        target.model,
        state,
        mapping,
        now,
        data,
        zone=registry.zones.of(organisation_id) if had_own else "",
        calendars=registry.calendars.asked_by(target.model, organisation_id),
    )
