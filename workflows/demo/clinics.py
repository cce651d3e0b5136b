"""Clinic sessions of the demonstration: the coming week of the hospital's four clinics."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine import clock
from workflows.directory.models import Department, Organisation
from workflows.families.outpatient.commands.open_session import reserve_of
from workflows.families.outpatient.models import ClinicSession

DAYS = 7
CLINICS = ("internal_medicine", "cardiology", "neurology", "general_surgery")
HOURS = ((time(8), time(12), 20), (time(13, 30), time(17, 30), 16))
EVENING = (time(18), time(23, 30), 10)  # one clinic stays open late, so that there is something to see at any hour


def add_sessions(organisation: Organisation) -> int:
    """Sessions of today and the six days after; what stands is left alone. Returns how many were added."""
    now = clock.now()
    zone, today = ZoneInfo(organisation.zone), organisation.local_date(now)
    departments = {row.code: row for row in Department.objects.filter(organisation=organisation, code__in=CLINICS)}
    added = 0
    for code in CLINICS:
        for day in (today + timedelta(days=offset) for offset in range(DAYS)):
            for start, end, capacity in (*HOURS, EVENING) if code == CLINICS[0] else HOURS:
                starts_at = datetime.combine(day, start, zone)
                reserved, reserve_opens_at = reserve_of(organisation.pk, capacity, starts_at)
                _session, is_new = ClinicSession.objects.get_or_create(
                    department=departments[code],
                    doctor=None,
                    starts_at=starts_at,
                    defaults={
                        "organisation": organisation,
                        "ends_at": datetime.combine(day, end, zone),
                        "capacity": capacity,
                        "reserved": reserved,
                        "reserve_opens_at": reserve_opens_at,
                        "opened_at": now,
                    },
                )
                added += is_new
    return added
