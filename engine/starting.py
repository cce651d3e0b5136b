"""Which version of a process an organisation's new instances take: the pinned one, else the active one, unless it is held."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine import definitions
from engine.definitions import LoadedDefinition
from engine.errors import InvalidState
from engine.models.steering import VersionRule


def definition_for_start(process_key: str, organisation_id: int) -> LoadedDefinition:
    """Raises: NotFound (no such process), InvalidState (an operator has suspended it here)."""
    rules = VersionRule.objects.filter(process_key=process_key, organisation_id=organisation_id, ended_at=None)
    found = list(rules.values_list("kind", "definition_id", "reason"))
    pinned = next((definition_id for kind, definition_id, _reason in found if kind == "pin"), None)
    definition = definitions.load(pinned) if pinned is not None else definitions.active(process_key)
    for kind, definition_id, reason in found:
        if kind == "hold" and definition_id == definition.id:
            raise InvalidState(
                _("Expected a process that may start here, but version %(version)s is suspended: %(reason)s")
                % {"version": definition.version, "reason": reason}
            )
    return definition
