"""Let new instances of one organisation take the active version again."""

from __future__ import annotations

from engine.commands.version_rules import RuleOnVersion, lift


def unpin_version(command: RuleOnVersion) -> None:
    """Let new instances of one organisation take the active version again.

    Raises: NotFound, NotAuthorised, InvalidInput (no reason), InvalidState.
    """
    lift(command, "pin")
