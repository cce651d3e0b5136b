"""The people of an organisation, as its directory page lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from engine import clock
from engine.actor import Actor
from engine.errors import NotFound
from workflows.directory.actor import is_valid
from workflows.directory.models import Absence, Membership
from workflows.directory.models.membership import Role
from workflows.directory.models.names import in_language


@dataclass(frozen=True, slots=True)
class StaffRole:
    membership_id: int
    user_id: int
    username: str
    name_en: str
    name_zh: str
    phone: str
    department_code: str
    department_en: str
    department_zh: str
    role: str
    from_on: date
    until_on: date | None
    is_current: bool
    absent_until: datetime | None
    substitute_id: int | None

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_zh) or self.username

    @property
    def department(self) -> str:
        return in_language(self.department_en, self.department_zh)

    @property
    def role_label(self) -> str:
        return str(Role(self.role).label)


def staff_of(actor: Actor, organisation_id: int, *, search: str = "", with_former: bool = False) -> list[StaffRole]:
    """Every role held in the organisation, ordered by department, role and name. Two queries.

    Raises: NotFound unless the actor belongs to the organisation.
    """
    if not actor.belongs_to(organisation_id):
        raise NotFound
    now = clock.now()
    memberships = Membership.objects.filter(department__organisation_id=organisation_id, user__is_active=True)
    if search:
        memberships = memberships.filter(
            Q(user__username__icontains=search) | Q(user__name_en__icontains=search) | Q(user__name_zh__contains=search)
        )
    absences = {
        absence.user_id: absence
        for absence in Absence.objects.filter(organisation_id=organisation_id, from_at__lte=now, until_at__gt=now)
    }
    rows = (
        _staff_role(membership, absences.get(membership.user_id), now)
        for membership in memberships.select_related("user", "department__organisation").order_by(
            "department__code", "role", "user__name_en", "id"
        )
    )
    return [row for row in rows if row.is_current or with_former]


def _staff_role(membership: Membership, absence: Absence | None, now: datetime) -> StaffRole:
    user, department = membership.user, membership.department
    return StaffRole(
        membership_id=membership.pk,
        user_id=user.pk,
        username=user.username,
        name_en=user.name_en,
        name_zh=user.name_zh,
        phone=user.phone,
        department_code=department.code,
        department_en=department.name_en,
        department_zh=department.name_zh,
        role=membership.role,
        from_on=membership.from_on,
        until_on=membership.until_on,
        is_current=is_valid(membership.from_on, membership.until_on, department.organisation.zone, now),
        absent_until=absence.until_at if absence else None,
        substitute_id=absence.substitute_id if absence else None,
    )
