"""Let a suspended version start instances again."""

from __future__ import annotations

from engine.commands.version_rules import RuleOnVersion, lift


def resume_definition(command: RuleOnVersion) -> None:
    """Let a suspended version start instances again.

    Raises: NotFound, NotAuthorised, InvalidInput (no reason), InvalidState.
    """
    lift(command, "hold")
