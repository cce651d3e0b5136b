"""Absences, on-call duties, escalation chains and changes of an organisation, as its directory page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from engine import clock
from engine.actor import Actor
from engine.errors import NotFound
from workflows.directory.access import authorise
from workflows.directory.models import Absence, DirectoryChange, EscalationChain, OnCall
from workflows.directory.queries.holders import holders_of
from workflows.directory.queries.names import BilingualName, user_names


@dataclass(frozen=True, slots=True)
class ChainLevel:
    level: int
    groups: tuple[str, ...]
    people: tuple[BilingualName, ...]  # whom it would reach now


@dataclass(frozen=True, slots=True)
class Chain:
    key: str
    name: str
    levels: tuple[ChainLevel, ...]


def absences_of(actor: Actor, organisation_id: int) -> QuerySet[Absence]:
    """Absences that are not over, the nearest first. Raises: NotFound unless the actor belongs to the organisation."""
    _check(actor, organisation_id)
    rows = Absence.objects.filter(organisation_id=organisation_id, until_at__gt=clock.now())
    return rows.select_related("user", "substitute")


def on_call_of(actor: Actor, organisation_id: int) -> QuerySet[OnCall]:
    """Duties that are not over, the nearest first. Raises: as `absences_of`."""
    _check(actor, organisation_id)
    rows = OnCall.objects.filter(department__organisation_id=organisation_id, until_at__gt=clock.now())
    return rows.select_related("user", "department")


@dataclass(frozen=True, slots=True)
class Answering:
    """Who is reached for a group at this moment: `on_call` names the duty, `people` may be their substitutes, or nobody."""

    group: str
    on_call: tuple[BilingualName, ...]
    people: tuple[BilingualName, ...]


def answering_now(actor: Actor, organisation_id: int) -> list[Answering]:
    """Every group that somebody is on call for now, with whom an escalation would reach. Raises: as `absences_of`."""
    _check(actor, organisation_id)
    now = clock.now()
    duties: dict[str, list[int]] = {}
    for duty in on_call_of(actor, organisation_id).filter(from_at__lte=now):
        duties.setdefault(f"{duty.role}@{duty.department.code}", []).append(duty.user_id)
    reached = {group: holders_of(organisation_id, [group], now) for group in duties}
    names = user_names(user_id for ids in (*duties.values(), *reached.values()) for user_id in ids)
    return [
        Answering(group, tuple(names[one] for one in duties[group]), tuple(names[one] for one in reached[group]))
        for group in sorted(duties)
    ]


def chains_of(actor: Actor, organisation_id: int) -> list[Chain]:
    """Every chain with whom each level would reach now: an empty level is seen before it is needed. Raises: as `absences_of`."""
    _check(actor, organisation_id)
    now = clock.now()
    chains = EscalationChain.objects.filter(organisation_id=organisation_id).prefetch_related("steps__department").order_by("key")
    groups = {step.group for chain in chains for step in chain.steps.all()}
    people = {group: holders_of(organisation_id, [group], now) for group in groups}
    names = user_names(user_id for ids in people.values() for user_id in ids)
    return [Chain(chain.key, chain.name, _levels(chain, people, names)) for chain in chains]


def _levels(chain: EscalationChain, people: dict[str, list[int]], names: dict[int, BilingualName]) -> tuple[ChainLevel, ...]:
    groups_of: dict[int, list[str]] = {}
    for step in chain.steps.all():
        groups_of.setdefault(step.level, []).append(step.group)
    return tuple(
        ChainLevel(level, tuple(groups), tuple(names[user_id] for group in groups for user_id in people[group]))
        for level, groups in sorted(groups_of.items())
    )


def changes_of(actor: Actor, organisation_id: int, *, since: datetime | None = None) -> QuerySet[DirectoryChange]:
    """Who changed the directory, newest first. Raises: NotFound, NotAuthorised (no `manage_directory`)."""
    authorise(actor, "manage_directory", organisation_id)
    rows = DirectoryChange.objects.filter(organisation_id=organisation_id).select_related("actor")
    return rows if since is None else rows.filter(at__gte=since)


def _check(actor: Actor, organisation_id: int) -> None:
    if not actor.belongs_to(organisation_id):
        raise NotFound
