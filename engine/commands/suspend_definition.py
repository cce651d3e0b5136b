"""Suspend a version in one organisation: it starts no new instances there. Running ones go on; suspend them in bulk."""

from __future__ import annotations

from engine.commands.version_rules import RuleOnVersion, place


def suspend_definition(command: RuleOnVersion) -> None:
    """Suspend a version in one organisation: it starts no new instances there. Running ones go on; suspend them in bulk.

    Raises: NotFound, NotAuthorised, InvalidInput (no reason), InvalidState.
    """
    place(command, "hold")
