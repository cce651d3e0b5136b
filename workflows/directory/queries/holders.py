"""Who answers for a group at a moment: on call first, without those who are away, with those who stand in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from workflows.directory.actor import is_closed, is_valid, valid_around
from workflows.directory.models import Absence, Membership, OnCall


def holders_of(organisation_id: int, groups: Collection[str], at: datetime) -> list[int]:
    """Ids of active people who hold one of `groups` ("role@department") at `at`, without repeats, in a fixed order.

    Whoever is on call for the group answers alone. Otherwise, and where everybody on call is away, all who hold it. An absent
    person is replaced by the substitute, and passed over if there is none. Nobody: an empty list, never somebody by chance.
    """
    away = _absences(organisation_id, at)
    people: dict[int, None] = {}
    for group in groups:
        role, _at, department_code = group.partition("@")
        if role == "user":  # named in person
            found = _present(_called(organisation_id, department_code), away)
        else:
            found = _present(_on_call(organisation_id, role, department_code, at), away)
            found = found or _present(_members(organisation_id, role, department_code, at), away)
        people.update(dict.fromkeys(found))
    return list(people)


def _present(user_ids: list[int], away: Mapping[int, int | None]) -> list[int]:
    """These people or who stands in for them; an absent substitute counts for nobody."""
    found = [(user_id, away.get(user_id, user_id)) for user_id in user_ids]
    return [present for user_id, present in found if present is not None and (present == user_id or present not in away)]


def organisations_holding(groups: Collection[str], at: datetime) -> set[int]:
    """Ids of the organisations in which somebody active holds one of `groups` at `at`; whoever is away for days still counts."""
    held = [group.partition("@") for group in groups]
    return {place for role, _at, department_code in held for place, _user_id in _holding(role, department_code, at)}


def _called(organisation_id: int, username: str) -> list[int]:
    rows = Membership.objects.filter(
        user__username=username, user__is_active=True, department__organisation_id=organisation_id
    ).values_list("user_id", flat=True)
    return list(dict.fromkeys(rows))


def _absences(organisation_id: int, at: datetime) -> dict[int, int | None]:
    rows = Absence.objects.filter(organisation_id=organisation_id, from_at__lte=at, until_at__gt=at).values_list(
        "user_id", "substitute_id", "substitute__is_active"
    )
    return {user_id: substitute_id if is_active else None for user_id, substitute_id, is_active in rows}


def _on_call(organisation_id: int, role: str, department_code: str, at: datetime) -> list[int]:
    duties = OnCall.objects.filter(
        department__organisation_id=organisation_id,
        department__organisation__is_active=True,
        department__code=department_code,
        department__is_active=True,
        role=role,
        from_at__lte=at,
        until_at__gt=at,
        user__is_active=True,
    )
    return list(duties.order_by("from_at", "user_id").values_list("user_id", flat=True))


def _members(organisation_id: int, role: str, department_code: str, at: datetime) -> list[int]:
    return [user_id for _organisation_id, user_id in _holding(role, department_code, at, organisation_id)]


def _holding(role: str, department_code: str, at: datetime, organisation_id: int | None = None) -> list[tuple[int, int]]:
    """(organisation, person) of valid memberships, in one organisation or in all."""
    memberships = Membership.objects.filter(
        valid_around(at),
        department__organisation__is_active=True,
        department__code=department_code,
        department__is_active=True,
        role=role,
        user__is_active=True,
    )
    if organisation_id is not None:
        memberships = memberships.filter(department__organisation_id=organisation_id)
    rows = memberships.order_by("user_id").values_list(
        "department__organisation_id",
        "user_id",
        "from_on",
        "until_on",
        "department__organisation__zone",
        "department__organisation__closed_on",
    )
    return [
        (place, user_id)
        for place, user_id, from_on, until_on, zone, closed_on in rows
        if is_valid(from_on, until_on, zone, at) and not is_closed(closed_on, zone, at)
    ]
