"""Write an escalation chain: whom a missed limit reaches, level after level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.errors import FormInvalid
from workflows.directory.access import authorise
from workflows.directory.models import Department, EscalationChain, EscalationStep, Role
from workflows.directory.models.organisation import CODE
from workflows.directory.record import record


@dataclass(frozen=True, slots=True)
class SetEscalationChain:
    """`levels` from the first to the last; each names one or more groups, "role@department"."""

    actor: Actor
    organisation_id: int
    key: str
    name_en: str
    name_zh: str
    levels: Sequence[Sequence[str]]


@transaction.atomic
def set_escalation_chain(command: SetEscalationChain) -> EscalationChain:
    """Create the organisation's chain of this key or replace its levels.

    Raises: NotFound, NotAuthorised (no `manage_directory`), FormInvalid (empty, unknown group, no name).
    """
    authorise(command.actor, "manage_directory", command.organisation_id)
    steps = _steps(command)
    chain, _created = EscalationChain.objects.update_or_create(
        organisation_id=command.organisation_id,
        key=command.key,
        defaults={"name_en": command.name_en, "name_zh": command.name_zh},
    )
    chain.steps.all().delete()
    EscalationStep.objects.bulk_create(
        EscalationStep(chain=chain, level=level, role=role, department=department) for level, role, department in steps
    )
    levels = [list(groups) for groups in command.levels]
    record(command.actor, command.organisation_id, "escalation_chain_set", key=command.key, levels=levels)
    return chain


def _steps(command: SetEscalationChain) -> list[tuple[int, str, Department]]:
    try:
        CODE(command.key)
    except ValidationError as refusal:
        raise FormInvalid({"key": refusal.messages}) from refusal
    if not command.name_en.strip() or not command.name_zh.strip():
        raise FormInvalid({"name": [_("Expected a name in both languages.")]})
    if not command.levels or not all(command.levels):
        raise FormInvalid({"levels": [_("Expected at least one level, and at least one group in each.")]})
    departments = {
        department.code: department for department in Department.objects.filter(organisation_id=command.organisation_id)
    }
    steps = []
    for level, groups in enumerate(command.levels, start=1):
        for group in dict.fromkeys(groups):
            role, _at, code = group.partition("@")
            if role not in Role.values or code not in departments:
                message = format_lazy(
                    _("Expected a role and a department of this organisation, but “{group}” is none."), group=group
                )
                raise FormInvalid({"levels": [message]})
            steps.append((level, role, departments[code]))
    return steps
