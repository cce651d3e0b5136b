"""Whom a level of a chain reaches at this very moment, and who answers where the chain has nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from workflows.directory.models import EscalationStep, Membership
from workflows.directory.models.membership import Role
from workflows.directory.queries.holders import holders_of

HEADS = (Role.REFERRAL_OFFICE_HEAD, Role.DEPARTMENT_HEAD, Role.COMMUNITY_HEAD)
# Where neither the chain nor the named groups have anybody: a new organisation has no chain yet, and its head may be away.
LAST_RESORT: tuple[tuple[Role, ...], ...] = (HEADS, (Role.QUALITY_OFFICER,), (Role.ADMINISTRATOR, Role.OPERATOR))


@dataclass(frozen=True, slots=True)
class Reached:
    """`level` is the one that had somebody: not below the level that was asked for. No `user_ids`: nobody could be told."""

    level: int
    groups: tuple[str, ...]
    user_ids: tuple[int, ...]

    @property
    def is_heard(self) -> bool:
        return bool(self.user_ids)


def resolve(organisation_id: int, chain_key: str, groups: Sequence[str], level: int, at: datetime) -> Reached:
    """The first who are present: the chain from `level` upwards, the groups that the model names, heads of their departments,
    quality officers, administrators and operators. Never an error: an empty roster must not stop the work that is late.
    """
    asked = tuple(groups)
    for number, candidates in _candidates(organisation_id, chain_key, asked, level):
        if user_ids := holders_of(organisation_id, candidates, at):
            return Reached(number, candidates, tuple(user_ids))
    return Reached(level, asked, ())


def _candidates(
    organisation_id: int, chain_key: str, groups: tuple[str, ...], level: int
) -> Iterator[tuple[int, tuple[str, ...]]]:
    steps = EscalationStep.objects.filter(chain__organisation_id=organisation_id, chain__key=chain_key, level__gte=level)
    levels: dict[int, list[str]] = {}
    for step in steps.select_related("department").order_by("level", "id"):
        levels.setdefault(step.level, []).append(step.group)
    for number, named in levels.items():
        yield number, tuple(named)
    highest = max([level, *levels])
    yield level, groups
    departments = {department for _role, _at, department in (group.partition("@") for group in groups)}
    yield highest + 1, _holding(organisation_id, HEADS, departments)
    for further, roles in enumerate(LAST_RESORT):
        yield highest + 1 + further, _holding(organisation_id, roles)


def _holding(organisation_id: int, roles: Sequence[Role], departments: set[str] | None = None) -> tuple[str, ...]:
    """The groups of these roles that anybody of the organisation was ever put into; who holds them now is asked later."""
    held = Membership.objects.filter(department__organisation_id=organisation_id, role__in=roles)
    if departments is not None:
        held = held.filter(department__code__in=departments)
    pairs = held.order_by("department__code", "role").values_list("role", "department__code").distinct()
    return tuple(f"{role}@{department}" for role, department in pairs)
