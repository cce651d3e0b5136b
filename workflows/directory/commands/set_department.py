"""Add a department, change it, close it or open it again."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.actor import Actor
from engine.errors import FormInvalid, NotFound
from workflows.directory.access import authorise
from workflows.directory.models import Department, EscalationStep, Membership, Organisation
from workflows.directory.record import changed_values, record
from workflows.directory.valid import checked

FIELDS = ("name_en", "name_zh", "phone", "is_active")


@dataclass(frozen=True, slots=True)
class SetDepartment:
    """`department_id` None adds one. `code` counts only then: models and groups name departments by it."""

    actor: Actor
    organisation_id: int
    code: str
    name_en: str
    name_zh: str
    phone: str = ""
    is_active: bool = True
    department_id: int | None = None


@transaction.atomic
def set_department(command: SetDepartment) -> Department:
    """Raises: NotFound, NotAuthorised, FormInvalid (taken or malformed code, no name, closing while somebody works there)."""
    authorise(command.actor, "manage_directory", command.organisation_id)
    if command.department_id is None:
        department = Department(organisation_id=command.organisation_id, code=command.code.strip())
    else:
        found = Department.objects.select_for_update().filter(organisation_id=command.organisation_id)
        department = found.filter(pk=command.department_id).first()  # type: ignore[assignment]
        if department is None:
            raise NotFound(_("No such department is visible to you."))
    before = {name: getattr(department, name) for name in FIELDS}
    department.name_en, department.name_zh = command.name_en.strip(), command.name_zh.strip()
    department.phone, department.is_active = command.phone.strip(), command.is_active
    if before["is_active"] and not command.is_active and department.pk:
        _refuse_closing(department)
    checked(department).save()
    if command.department_id is None:
        record(command.actor, command.organisation_id, "department_created", key=department.code)
    elif changes := changed_values(before, department):
        record(command.actor, command.organisation_id, "department_changed", key=department.code, changes=changes)
    return department


def _refuse_closing(department: Department) -> None:
    today = Organisation.objects.get(pk=department.organisation_id).local_date(clock.now())
    held = Membership.objects.filter(Q(until_on__isnull=True) | Q(until_on__gte=today), department=department)
    if count := held.count():
        message = format_lazy(
            _("Expected no roles in a department that closes, but {count} are held: end them first."), count=count
        )
        raise FormInvalid({"is_active": [message]})
    chain = EscalationStep.objects.filter(department=department).select_related("chain").first()
    if chain is not None:
        message = format_lazy(_("Expected no escalation chain to name it, but “{name}” does."), name=chain.chain)
        raise FormInvalid({"is_active": [message]})
