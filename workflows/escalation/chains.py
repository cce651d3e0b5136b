"""Whom a level of a chain reaches at this very moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workflows.directory.models import EscalationStep
from workflows.directory.queries.holders import holders_of


class NobodyToTell(Exception):
    """No level of the chain, from the one that fired upwards, has anybody present."""


@dataclass(frozen=True, slots=True)
class Reached:
    """`level` is the one that had somebody: not below the level that was asked for."""

    level: int
    groups: tuple[str, ...]
    user_ids: tuple[int, ...]


def resolve_chain(organisation_id: int, chain_key: str, level: int, at: datetime) -> Reached:
    """People of `level`; where nobody of it is present, of the next level up, and so on.

    Raises: LookupError (no such chain or level), NobodyToTell.
    """
    steps = EscalationStep.objects.filter(chain__organisation_id=organisation_id, chain__key=chain_key, level__gte=level)
    levels: dict[int, list[str]] = {}
    for step in steps.select_related("department").order_by("level", "id"):
        levels.setdefault(step.level, []).append(step.group)
    if level not in levels:
        raise LookupError(f"Expected the escalation chain {chain_key} of organisation {organisation_id} to have a level {level}")
    for number, groups in levels.items():
        if user_ids := holders_of(organisation_id, groups, at):
            return Reached(number, tuple(groups), tuple(user_ids))
    raise NobodyToTell(f"Nobody of the chain {chain_key} is present from level {level} upwards")


def resolve_groups(organisation_id: int, groups: Sequence[str], level: int, at: datetime) -> Reached:
    """People of groups that the model names itself. Raises: NobodyToTell."""
    if user_ids := holders_of(organisation_id, groups, at):
        return Reached(level, tuple(groups), tuple(user_ids))
    raise NobodyToTell(f"Nobody present holds {', '.join(groups)}")
