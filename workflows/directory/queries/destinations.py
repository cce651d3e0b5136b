"""Where a patient can be sent: the own alliance first, then everybody else."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.actor import Actor
from engine.errors import NotFound
from workflows.directory.models import Department, Organisation
from workflows.directory.models.names import in_language
from workflows.directory.queries.holders import organisations_holding


@dataclass(frozen=True, slots=True)
class DestinationDepartment:
    code: str
    name_en: str
    name_zh: str

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_zh)


@dataclass(frozen=True, slots=True)
class Destination:
    id: int
    code: str
    name_en: str
    name_zh: str
    kind: str
    is_own_alliance: bool
    departments: tuple[DestinationDepartment, ...]

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_zh)


def referral_destinations(
    actor: Actor, from_organisation_id: int, *, kinds: tuple[str, ...] = (), receiving_groups: tuple[str, ...] = ()
) -> list[Destination]:
    """Organisations that `from_organisation_id` may refer to, with their active departments. One query a group and two more.

    `kinds` narrows to kinds of organisation (hospitals for an up-referral, community centres for a down-referral).
    `receiving_groups` ("role@department") leaves out where nobody holds any today: a request would wait for nobody.
    Raises: NotFound unless the actor belongs to the sending organisation.
    """
    sender = Organisation.objects.filter(pk=from_organisation_id, is_active=True, closed_on=None).first()
    if sender is None or not actor.belongs_to(from_organisation_id):
        raise NotFound(_("No such organisation is visible to you."))
    organisations = Organisation.objects.filter(is_active=True, closed_on=None).exclude(pk=sender.pk)
    if kinds:
        organisations = organisations.filter(kind__in=kinds)
    if receiving_groups:
        organisations = organisations.filter(pk__in=organisations_holding(receiving_groups, clock.now()))
    destinations = [
        Destination(
            id=organisation.pk,
            code=organisation.code,
            name_en=organisation.name_en,
            name_zh=organisation.name_zh,
            kind=organisation.kind,
            is_own_alliance=organisation.alliance_id == sender.alliance_id,
            departments=tuple(
                DestinationDepartment(department.code, department.name_en, department.name_zh)
                for department in organisation.active_departments  # type: ignore[attr-defined]
            ),
        )
        for organisation in organisations.prefetch_related(_active_departments())
    ]
    return sorted(destinations, key=lambda item: (not item.is_own_alliance, item.code))


def departments_of(actor: Actor, organisation_id: int) -> list[DestinationDepartment]:
    """The active departments of any active organisation: their names are public to everybody who works in one.

    Raises: NotFound for an unknown or closed organisation, and for an actor who works nowhere.
    """
    is_staff = actor.is_system or bool(actor.organisation_ids)
    if not is_staff or not Organisation.objects.filter(pk=organisation_id, is_active=True, closed_on=None).exists():
        raise NotFound(_("No such organisation is visible to you."))
    departments = Department.objects.filter(organisation_id=organisation_id, is_active=True)
    return [DestinationDepartment(department.code, department.name_en, department.name_zh) for department in departments]


def _active_departments() -> Prefetch:
    return Prefetch("departments", queryset=Department.objects.filter(is_active=True), to_attr="active_departments")
