"""From a signed-in person to the engine's `Actor`: memberships of today, and those of absent people one stands in for."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q

from engine import clock
from engine.actor import Actor

from .models import Absence, Membership
from .permissions import ROLE_PERMISSIONS, SUBSTITUTE_PERMISSIONS

NOBODY = Actor(id=None)
STARTING = frozenset({"start_instance"})


@dataclass(frozen=True, slots=True)
class Held:
    """A role as one person holds it now; `for_user_id` names the absent person when it is held as a substitute."""

    organisation_id: int
    department_id: int
    department_code: str
    role: str
    for_user_id: int | None = None
    is_closing: bool = False  # the organisation takes nothing new any more

    @property
    def group(self) -> str:
        return f"{self.role}@{self.department_code}"

    @property
    def permissions(self) -> frozenset[str]:
        granted = ROLE_PERMISSIONS.get(self.role, frozenset()) - (STARTING if self.is_closing else frozenset())
        return granted if self.for_user_id is None else granted & SUBSTITUTE_PERMISSIONS


def actor_for(user: Any, at: datetime | None = None) -> Actor:
    """The actor that `user` is at `at` (default: now). Two queries; anonymous and inactive people may do nothing."""
    if not (user.is_authenticated and user.is_active):
        return NOBODY
    return actor_of_held(user.pk, held_by(user, at), user.get_username())


def actor_of_held(user_id: int | None, held: Iterable[Held], username: str = "") -> Actor:
    """`username` makes them a candidate of the tasks that name them, wherever they hold a role of their own."""
    held = tuple(held)
    alone = {(item.organisation_id, f"user@{username}") for item in held if username and item.for_user_id is None}
    own = {(item.organisation_id, item.group) for item in held if item.for_user_id is None}
    return Actor(
        id=user_id,
        organisation_ids=frozenset(item.organisation_id for item in held),
        groups=frozenset((item.organisation_id, item.group) for item in held) | alone,
        permissions=frozenset((item.organisation_id, name) for item in held for name in item.permissions),
        borrowed=frozenset(
            (item.organisation_id, item.group, item.for_user_id)
            for item in held
            if item.for_user_id is not None and (item.organisation_id, item.group) not in own
        ),
    )


def held_by(user: Any, at: datetime | None = None) -> tuple[Held, ...]:
    """Every role that `user` holds at `at`: their own first, then those of the people they stand in for."""
    at = at or clock.now()
    own = _held(Membership.objects.filter(user_id=user.pk), at)
    # A substitute holds what the absent person holds there themselves; substitution does not pass on a second time.
    absent = Absence.objects.filter(substitute_id=user.pk, from_at__lte=at, until_at__gt=at, user__is_active=True)
    borrowed = _held(
        Membership.objects.filter(
            user__absences__in=absent, user__absences__organisation_id=F("department__organisation_id")
        ).distinct(),
        at,
        borrowed=True,
    )
    return own + borrowed


def _held(memberships: Any, at: datetime, *, borrowed: bool = False) -> tuple[Held, ...]:
    rows = (
        memberships.filter(valid_around(at), department__is_active=True, department__organisation__is_active=True)
        .order_by("id")
        .values_list(
            "department__organisation_id",
            "department_id",
            "department__code",
            "role",
            "user_id",
            "from_on",
            "until_on",
            "department__organisation__zone",
            "department__organisation__closed_on",
        )
    )
    return tuple(
        Held(organisation_id, department_id, code, role, user_id if borrowed else None, closed_on is not None)
        for organisation_id, department_id, code, role, user_id, from_on, until_on, zone, closed_on in rows
        if is_valid(from_on, until_on, zone, at) and not is_closed(closed_on, zone, at)
    )


def valid_around(at: datetime) -> Q:
    """Memberships that may be valid at `at` somewhere on earth; `is_valid` then decides by the organisation's own date."""
    day = at.date()
    return Q(from_on__lte=day + timedelta(days=1)) & (Q(until_on__isnull=True) | Q(until_on__gte=day - timedelta(days=1)))


def is_closed(closed_on: date | None, zone: str, at: datetime) -> bool:
    """Whether the organisation of `zone` is closed at `at`: from the first minute of `closed_on` there."""
    return closed_on is not None and closed_on <= at.astimezone(zoneinfo.ZoneInfo(zone)).date()


def is_valid(from_on: date, until_on: date | None, zone: str, at: datetime) -> bool:
    """Whether both-ends-included days cover `at`, as the calendar of `zone` counts days."""
    today = at.astimezone(zoneinfo.ZoneInfo(zone)).date()
    return from_on <= today and (until_on is None or today <= until_on)
