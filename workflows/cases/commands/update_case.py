"""Take over what the process has decided about its case: where it goes, how urgent it is, what for, whom to call back."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from engine.errors import InvalidInput
from workflows.cases.commands.move_stage import locked_case
from workflows.cases.models import Case
from workflows.directory.models import Organisation


@dataclass(frozen=True, slots=True)
class UpdateCase:
    """None leaves a value as it is."""

    number: str
    to_organisation_id: int | None = None
    to_department: str | None = None
    urgency: str | None = None
    problem: str | None = None
    call_back_phone: str | None = None


@transaction.atomic
def update_case(command: UpdateCase) -> Case:
    """Raises: NotFound (no such case), InvalidInput (closed or own organisation, unknown urgency)."""
    case = locked_case(command.number)
    if command.to_organisation_id is not None:
        receiver = Organisation.objects.filter(pk=command.to_organisation_id, is_active=True, closed_on=None)
        if command.to_organisation_id == case.from_organisation_id or not receiver.exists():
            raise InvalidInput(_("Expected another organisation that is open as the receiver."))
        case.to_organisation_id = command.to_organisation_id
    if command.to_department is not None:
        case.to_department = command.to_department
    if command.urgency is not None:
        if command.urgency not in Case.Urgency.values:
            raise InvalidInput(format_lazy(_("Expected an urgency, but “{urgency}” is none."), urgency=command.urgency))
        case.urgency = command.urgency
    if command.problem:
        case.problem = command.problem.strip()[:240]
    if command.call_back_phone is not None:
        case.call_back_phone = command.call_back_phone.strip()[:32]
    case.save(update_fields=["to_organisation", "to_department", "urgency", "problem", "call_back_phone"])
    return case
