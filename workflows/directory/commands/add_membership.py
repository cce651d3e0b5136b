"""Give a person a role in a department."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.errors import FormInvalid, NotAuthorised, NotFound
from workflows.directory.access import authorise
from workflows.directory.models import Department, Membership, Role, User
from workflows.directory.record import record


@dataclass(frozen=True, slots=True)
class AddMembership:
    actor: Actor
    user_id: int
    department_id: int
    role: str
    from_on: date
    until_on: date | None = None


@transaction.atomic
def add_membership(command: AddMembership) -> Membership:
    """Give `user_id` the role from `from_on` to `until_on`, both included.

    Raises: NotFound (person, or department of another organisation), NotAuthorised (no `manage_directory`, or one's own
    role), FormInvalid (unknown role, end before start, overlaps the same role in the same department).
    """
    department = Department.objects.filter(pk=command.department_id).first()
    if department is None:
        raise NotFound(_("No such department is visible to you."))
    authorise(command.actor, "manage_directory", department.organisation_id)
    if command.user_id == command.actor.id:
        raise NotAuthorised(_("Nobody gives a role to themselves: ask another administrator."))
    user = User.objects.select_for_update().filter(pk=command.user_id, is_active=True).first()
    if user is None:
        raise NotFound(_("No such person is in the directory."))
    _check(command)
    membership = Membership.objects.create(
        user=user, department=department, role=command.role, from_on=command.from_on, until_on=command.until_on
    )
    record(
        command.actor,
        department.organisation_id,
        "membership_added",
        user_id=user.pk,
        group=membership.group,
        from_on=command.from_on,
    )
    return membership


def _check(command: AddMembership) -> None:
    if command.role not in Role.values:
        raise FormInvalid({"role": [_("Expected one of the roles of the directory.")]})
    if command.until_on is not None and command.until_on < command.from_on:
        raise FormInvalid({"until_on": [_("Expected the last day on or after the first day.")]})
    same = Membership.objects.filter(user_id=command.user_id, department_id=command.department_id, role=command.role)
    for other in same:
        if (other.until_on is None or other.until_on >= command.from_on) and (
            command.until_on is None or other.from_on <= command.until_on
        ):
            raise FormInvalid({"from_on": [_("This person already holds the role in these days.")]})
