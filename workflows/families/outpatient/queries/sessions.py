"""Clinic sessions with their free slots, and who may open more of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine import clock
from engine.actor import Actor
from workflows.directory.models import Organisation
from workflows.families.outpatient.models import BookingRule, ClinicSession
from workflows.families.outpatient.slots import Slots, slots_of_many


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session as lists print it; `open` and `kept` are free slots at this moment."""

    session: ClinicSession
    slots: Slots
    open: int
    kept: int
    is_over: bool

    @property
    def is_bookable(self) -> bool:
        return not self.is_over and not self.session.is_closed


def sessions_on(actor: Actor, organisation: Organisation, on: date, *, department_id: int | None = None) -> list[SessionLine]:
    """Sessions that begin on a day of the organisation's calendar, by time and clinic. None without `read_visits` there."""
    zone = ZoneInfo(organisation.zone)
    start = datetime.combine(on, time(0), zone)
    return _lines(actor, organisation, start, datetime.combine(on + timedelta(days=1), time(0), zone), department_id)


def coming_sessions(actor: Actor, organisation: Organisation, *, days: int = 7) -> list[SessionLine]:
    """Sessions that can be booked now: not over, not closed, within `days` days."""
    now = clock.now()
    lines = _lines(actor, organisation, now - timedelta(hours=24), now + timedelta(days=days), None)
    return [line for line in lines if line.is_bookable]


def _lines(
    actor: Actor, organisation: Organisation, start: datetime, end: datetime, department_id: int | None
) -> list[SessionLine]:
    if not actor.may("read_visits", organisation.pk):
        return []
    now = clock.now()
    found = ClinicSession.objects.filter(organisation=organisation, starts_at__gte=start, starts_at__lt=end)
    if department_id is not None:
        found = found.filter(department_id=department_id)
    sessions = list(found.select_related("department", "doctor", "organisation"))
    slots = slots_of_many(sessions)
    return [
        SessionLine(session, slots[session.pk], slots[session.pk].open(now), slots[session.pk].kept(now), session.ends_at <= now)
        for session in sessions
    ]


def booking_rule(organisation_id: int) -> BookingRule:
    """The organisation's own, or the defaults."""
    return BookingRule.objects.filter(organisation_id=organisation_id).first() or BookingRule()
