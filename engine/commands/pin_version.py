"""Let new instances of one organisation take this version, whichever is published after it."""

from __future__ import annotations

from engine.commands.version_rules import RuleOnVersion, place


def pin_version(command: RuleOnVersion) -> None:
    """Let new instances of one organisation take this version, whichever is published after it.

    Raises: NotFound, NotAuthorised, InvalidInput (no reason), InvalidState.
    """
    place(command, "pin")
