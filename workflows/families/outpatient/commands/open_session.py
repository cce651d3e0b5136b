"""Open a clinic session: hours, slots, and how many of them are kept for primary care."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.actor import Actor
from engine.errors import Conflict, FormInvalid, NotFound
from workflows.directory.access import authorise
from workflows.directory.models import Department, Membership, Organisation
from workflows.families.outpatient.models import BookingRule, ClinicSession

MOST_SLOTS = 500
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OpenSession:
    """`on`, `start`, `end`: day and wall time of the organisation, as text ("2026-03-02", "08:00"). `doctor_id` may be None."""

    actor: Actor
    organisation_id: int
    department_id: int
    on: str
    start: str
    end: str
    capacity: int
    doctor_id: int | None = None


@transaction.atomic
def open_session(command: OpenSession) -> ClinicSession:
    """Raises: NotFound, NotAuthorised (no `manage_sessions`), FormInvalid (impossible day or time, in the past, slots out of
    range, not a doctor of this clinic), Conflict (the clinic or the doctor has a session at that time).
    """
    authorise(command.actor, "manage_sessions", command.organisation_id)
    organisation = Organisation.objects.get(pk=command.organisation_id)
    department = Department.objects.filter(pk=command.department_id, organisation=organisation, is_active=True).first()
    if department is None:
        raise NotFound(_("No such department is visible to you."))
    starts_at, ends_at = _hours(command, organisation)
    overlapping = ClinicSession.objects.filter(
        department=department, doctor_id=command.doctor_id, starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    # The department's row is held so that two people cannot open the same hours at once.
    Department.objects.select_for_update().get(pk=department.pk)
    if overlapping.exists():
        raise Conflict(_("This clinic has a session at that time: expected other hours or another doctor."))
    reserved, reserve_opens_at = reserve_of(organisation.pk, command.capacity, starts_at)
    return ClinicSession.objects.create(
        organisation=organisation,
        department=department,
        doctor_id=command.doctor_id,
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=command.capacity,
        reserved=reserved,
        reserve_opens_at=reserve_opens_at,
        opened_by_id=command.actor.id,
        opened_at=clock.now(),
    )


def reserve_of(organisation_id: int, capacity: int, starts_at: datetime) -> tuple[int, datetime]:
    """By the organisation's rule: how many of `capacity` are kept, rounded up, and when the rest of them opens."""
    rule = BookingRule.objects.filter(organisation_id=organisation_id).first() or BookingRule()
    kept = ceil(capacity * rule.reserved_percent / 100)
    return kept, starts_at - timedelta(hours=rule.reserve_opens_hours)


def _hours(command: OpenSession, organisation: Organisation) -> tuple[datetime, datetime]:
    errors: dict[str, list[object]] = {}
    on = _read(date.fromisoformat, command.on)
    start, end = _read(time.fromisoformat, command.start), _read(time.fromisoformat, command.end)
    if on is None:
        errors["on"] = [_("Expected a day, such as 2026-03-02.")]
    if start is None:
        errors["start"] = [_("Expected a time, such as 08:00.")]
    if end is None:
        errors["end"] = [_("Expected a time, such as 12:00.")]
    if not 1 <= command.capacity <= MOST_SLOTS:
        errors["capacity"] = [_("Expected 1 to 500 slots.")]
    if command.doctor_id is not None and not _is_doctor_of(command.doctor_id, command.department_id):
        errors["doctor"] = [_("Expected a doctor of this clinic.")]
    if on is not None and start is not None and end is not None:
        zone = ZoneInfo(organisation.zone)
        starts_at, ends_at = datetime.combine(on, start, zone), datetime.combine(on, end, zone)
        if ends_at <= starts_at:
            errors["end"] = [_("Expected a time after the beginning.")]
        elif ends_at <= clock.now():
            errors["on"] = [_("Expected a session that is not over yet.")]
        if not errors:
            return starts_at, ends_at
    raise FormInvalid(errors)


def _read(reader: Callable[[str], T], text: str) -> T | None:
    try:
        return reader(text.strip())
    except ValueError:
        return None


def _is_doctor_of(user_id: int, department_id: int) -> bool:
    held = Membership.objects.filter(
        user_id=user_id, department_id=department_id, role__in=("doctor", "department_head"), user__is_active=True
    )
    return held.exclude(until_on__lt=clock.now().date()).exists()
