"""Enter one duty into the on-call roster."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.errors import FormInvalid, NotFound
from workflows.directory.access import authorise
from workflows.directory.models import Department, Membership, OnCall
from workflows.directory.record import record


@dataclass(frozen=True, slots=True)
class PutOnCall:
    actor: Actor
    user_id: int
    department_id: int
    role: str
    from_at: datetime
    until_at: datetime


@transaction.atomic
def put_on_call(command: PutOnCall) -> OnCall:
    """The person answers first for the role in the department from `from_at` to before `until_at`.

    Raises: NotFound, NotAuthorised (no `manage_directory`),
    FormInvalid (end before start, does not hold the role there, on call already).
    """
    department = Department.objects.filter(pk=command.department_id).first()
    if department is None:
        raise NotFound(_("No such department is visible to you."))
    authorise(command.actor, "manage_directory", department.organisation_id)
    _check(command, department)
    duty = OnCall.objects.create(
        user_id=command.user_id,
        department=department,
        role=command.role,
        from_at=command.from_at,
        until_at=command.until_at,
    )
    record(
        command.actor,
        department.organisation_id,
        "put_on_call",
        user_id=command.user_id,
        group=f"{command.role}@{department.code}",
        from_at=command.from_at,
        until_at=command.until_at,
    )
    return duty


def _check(command: PutOnCall, department: Department) -> None:
    if command.until_at <= command.from_at:
        raise FormInvalid({"until_at": [_("Expected an end after the start.")]})
    holds = Membership.objects.filter(
        user_id=command.user_id,
        user__is_active=True,
        department=department,
        role=command.role,
        from_on__lte=command.from_at.date(),
    ).exclude(until_on__lt=command.until_at.date())
    if not holds.exists():
        raise FormInvalid({"user": [_("Expected a person who holds this role in the department for the whole duty.")]})
    overlapping = OnCall.objects.filter(
        user_id=command.user_id,
        department=department,
        role=command.role,
        from_at__lt=command.until_at,
        until_at__gt=command.from_at,
    )
    if overlapping.exists():
        raise FormInvalid({"from_at": [_("The person is on call for this role in this time already.")]})
