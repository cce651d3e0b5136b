"""Change what an organisation is called and where it is reached."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.errors import FormInvalid
from workflows.directory.access import authorise
from workflows.directory.models import Organisation
from workflows.directory.record import changed_values, record
from workflows.directory.valid import checked

FIELDS = ("name_en", "name_zh", "kind", "zone", "area_code", "phone", "parent_id")


@dataclass(frozen=True, slots=True)
class ChangeOrganisation:
    actor: Actor
    organisation_id: int
    name_en: str
    name_zh: str
    kind: str
    zone: str
    area_code: str
    phone: str
    parent_id: int | None = None


@transaction.atomic
def change_organisation(command: ChangeOrganisation) -> Organisation:
    """Code, prefix and alliance stay as they are. Raises: NotFound, NotAuthorised, FormInvalid."""
    authorise(command.actor, "manage_directory", command.organisation_id)
    organisation = Organisation.objects.select_for_update().get(pk=command.organisation_id)
    before = {name: getattr(organisation, name) for name in FIELDS}
    for name in FIELDS:
        value = getattr(command, name)
        setattr(organisation, name, value.strip() if isinstance(value, str) else value)
    if command.parent_id is not None and not _may_lead(organisation, command.parent_id):
        raise FormInvalid({"parent": [_("Expected another organisation of the same alliance that it does not lead itself.")]})
    checked(organisation).save()
    if changes := changed_values(before, organisation):
        record(command.actor, organisation.pk, "organisation_changed", key=organisation.code, changes=changes)
    return organisation


def _may_lead(organisation: Organisation, parent_id: int | None) -> bool:
    """Whether nothing leads itself, however many lie between."""
    seen = {organisation.pk}
    while parent_id is not None:
        parent = Organisation.objects.filter(pk=parent_id, alliance_id=organisation.alliance_id).first()
        if parent is None or parent.pk in seen:
            return False
        seen.add(parent.pk)
        parent_id = parent.parent_id
    return True
