"""What the pages of the directory read, always within one organisation that the actor manages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from engine import clock
from engine.actor import Actor
from engine.errors import FormInvalid, NotFound
from workflows.directory.access import organisations_with
from workflows.directory.models import Absence, Department, DirectoryChange, EscalationChain, Organisation, User

CHANGES_SHOWN = 200


def managed(actor: Actor) -> list[Organisation]:
    """Organisations whose directory the actor manages, with how many people and departments they have."""
    people = Count("departments__memberships__user", distinct=True, filter=Q(departments__memberships__user__is_active=True))
    rows = Organisation.objects.filter(pk__in=organisations_with(actor, "manage_directory"))
    return list(rows.annotate(people=people, department_count=Count("departments", distinct=True)).order_by("code"))


def managed_organisation(actor: Actor, organisation_id: int) -> Organisation:
    """Raises: NotFound for an organisation whose directory the actor does not manage."""
    organisation = Organisation.objects.filter(
        pk=organisation_id, pk__in=organisations_with(actor, "manage_directory")
    ).first()  # fmt: skip
    if organisation is None:
        raise NotFound(_("No such organisation is visible to you."))
    return organisation


def departments_with_people(organisation: Organisation) -> list[Department]:
    today = organisation.local_date(clock.now())
    current = Q(memberships__from_on__lte=today) & (
        Q(memberships__until_on__isnull=True) | Q(memberships__until_on__gte=today)
    )  # fmt: skip
    people = Count("memberships__user", distinct=True, filter=current & Q(memberships__user__is_active=True))
    return list(organisation.departments.annotate(people=people).order_by("code"))


def department_names(organisation: Organisation) -> dict[str, str]:
    """By code, closed ones too."""
    return {one.code: one.name for one in organisation.departments.all()}


def chains_of(organisation: Organisation) -> list[EscalationChain]:
    return list(organisation.escalation_chains.prefetch_related("steps__department").order_by("key"))


def absences_of(organisation: Organisation) -> list[Absence]:
    """Those that last or are to come, next first."""
    rows = Absence.objects.filter(organisation=organisation, until_at__gt=clock.now())
    return list(rows.select_related("user", "substitute").order_by("from_at"))


def changes_of(organisation: Organisation) -> list[DirectoryChange]:
    return list(DirectoryChange.objects.filter(organisation=organisation).select_related("actor")[:CHANGES_SHOWN])


def people_of(organisation: Organisation) -> list[User]:
    """Everybody who holds or held a role in the organisation."""
    rows = User.objects.filter(memberships__department__organisation=organisation, is_active=True)
    return list(rows.distinct().order_by("username"))


def people_choices(organisation: Organisation) -> list[tuple[str, str]]:
    """(user name, name and user name) of the colleagues, in the order of their names, for a field that asks for one."""
    return sorted(
        ((one.username, f"{one.display_name} · {one.username}") for one in people_of(organisation)), key=lambda pair: pair[1]
    )


def person_named(username: str, field: str = "user") -> User:
    """Raises: FormInvalid where nobody has this user name."""
    user = User.objects.filter(username=username.strip(), is_active=True).first() if "\0" not in username else None
    if user is None:
        raise FormInvalid({field: [_("Expected the user name of a person in the directory.")]})
    return user


def read_date(value: str, field: str, *, is_required: bool = True) -> date | None:
    """Raises: FormInvalid for what is no date of the calendar."""
    if not value.strip() and not is_required:
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise FormInvalid({field: [_("Expected a date of the calendar such as 2026-03-12.")]}) from None


def read_moment(value: str, field: str, zone: str) -> datetime:
    """A local date and time of the organisation. Raises: FormInvalid."""
    try:
        return datetime.fromisoformat(value.strip()).replace(tzinfo=ZoneInfo(zone))
    except (ValueError, OverflowError):
        raise FormInvalid({field: [_("Expected a date and time such as 2026-03-12 08:00.")]}) from None


def sent(data: Any, names: tuple[str, ...]) -> dict[str, str]:
    return {name: str(data.get(name, "")) for name in names}
