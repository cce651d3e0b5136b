"""Add an organisation to an alliance, with the department from which its directory is kept and a first administrator."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.actor import Actor
from engine.errors import FormInvalid, NotAuthorised
from workflows.directory.access import organisations_with
from workflows.directory.models import Alliance, Department, Membership, Organisation, Role
from workflows.directory.record import record
from workflows.directory.valid import checked

# The department that holds designers, operators and administrators: every organisation begins with it.
FIRST_DEPARTMENT = ("informatics", "Informatics", "信息科")


@dataclass(frozen=True, slots=True)
class CreateOrganisation:
    """`code` and `number_prefix` never change: they are part of addresses and of every case number."""

    actor: Actor
    alliance_id: int
    code: str
    number_prefix: str
    kind: str
    name_en: str
    name_zh: str
    zone: str = "Asia/Shanghai"
    area_code: str = ""
    phone: str = ""
    parent_id: int | None = None


@transaction.atomic
def create_organisation(command: CreateOrganisation) -> Organisation:
    """By an administrator of the same alliance, who becomes its first administrator: nobody else could add the next one.

    Raises: NotAuthorised (no administrator in this alliance), FormInvalid (what is taken, missing or malformed).
    """
    allies = Organisation.objects.filter(alliance_id=command.alliance_id)
    if not command.actor.is_system and not allies.filter(pk__in=organisations_with(command.actor, "manage_directory")).exists():
        raise NotAuthorised(_("Only an administrator of the alliance adds organisations to it."))
    organisation = found_organisation(command)
    if command.actor.id is not None:
        make_administrator(command.actor, organisation, command.actor.id)
    return organisation


def found_organisation(command: CreateOrganisation) -> Organisation:
    parent = None
    if command.parent_id is not None:
        parent = Organisation.objects.filter(pk=command.parent_id, alliance_id=command.alliance_id).first()
    if command.parent_id is not None and parent is None:
        raise FormInvalid({"parent": [_("Expected an organisation of the same alliance.")]})
    organisation = checked(
        Organisation(
            alliance=Alliance.objects.get(pk=command.alliance_id),
            parent=parent,
            code=command.code.strip(),
            number_prefix=command.number_prefix.strip(),
            kind=command.kind,
            name_en=command.name_en.strip(),
            name_zh=command.name_zh.strip(),
            zone=command.zone.strip(),
            area_code=command.area_code.strip(),
            phone=command.phone.strip(),
        )
    )
    organisation.save()
    code, name_en, name_zh = FIRST_DEPARTMENT
    Department.objects.create(organisation=organisation, code=code, name_en=name_en, name_zh=name_zh)
    record(command.actor, organisation.pk, "organisation_created", key=organisation.code)
    return organisation


def make_administrator(actor: Actor, organisation: Organisation, user_id: int) -> Membership:
    department = organisation.departments.get(code=FIRST_DEPARTMENT[0])
    today = organisation.local_date(clock.now())
    membership = Membership.objects.create(user_id=user_id, department=department, role=Role.ADMINISTRATOR, from_on=today)
    record(actor, organisation.pk, "membership_added", user_id=user_id, group=membership.group, from_on=today)
    return membership
