"""Single days of a calendar: holidays and make-up workdays, one or a whole list; and the confirmation of a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.actor import Actor
from engine.calendars import CalendarError, hours_from_text
from engine.errors import FormInvalid, InvalidState, NotFound
from workflows.directory.access import authorise
from workflows.directory.calendar_files import ListedDay
from workflows.directory.models import CalendarDay, WorkCalendar
from workflows.directory.record import record


@dataclass(frozen=True, slots=True)
class SetCalendarDays:
    """`hours`: of the make-up workdays among `days`; empty for those of the calendar's first working day of the week."""

    actor: Actor
    calendar_id: int
    days: Sequence[ListedDay]
    source: str
    hours: str = ""


@dataclass(frozen=True, slots=True)
class RemoveCalendarDay:
    actor: Actor
    calendar_id: int
    on: date


@dataclass(frozen=True, slots=True)
class ConfirmCalendarYear:
    """Somebody has compared the year's days with their source."""

    actor: Actor
    calendar_id: int
    year: int


@transaction.atomic
def set_calendar_days(command: SetCalendarDays) -> int:
    """Write the days, replacing what stood there; how many. They are unconfirmed until somebody compared them with the source.

    Raises: NotFound, NotAuthorised (no `manage_directory`), FormInvalid (hours that cannot be read, no source).
    """
    calendar = _managed(command.actor, command.calendar_id)
    if not command.source.strip():
        raise FormInvalid({"source": [_("Expected the source: which notice, of whom, of which day.")]})
    hours = command.hours.strip() or next((day for day in calendar.week if day), "00:00-24:00")
    try:
        if not hours_from_text(hours):
            raise CalendarError
    except CalendarError:
        raise FormInvalid({"hours": [_("Expected hours such as 08:00-12:00, 14:00-17:30.")]}) from None
    for day in command.days:
        CalendarDay.objects.update_or_create(
            calendar=calendar,
            on=day.on,
            defaults={
                "hours": hours if day.is_workday else "",
                "name": day.name[:120],
                "source": command.source.strip()[:300],
                "confirmed_by": None,
                "confirmed_at": None,
            },
        )
    years = sorted({day.on.year for day in command.days})
    record(command.actor, calendar.organisation_id, "calendar_days_set", key=calendar.key, days=len(command.days), years=years)
    return len(command.days)


@transaction.atomic
def remove_calendar_day(command: RemoveCalendarDay) -> None:
    """The day is as usual again. What it said stands in the record of changes.

    Raises: NotFound (also where the day is as usual already), NotAuthorised.
    """
    calendar = _managed(command.actor, command.calendar_id)
    day = calendar.days.filter(on=command.on).first()
    if day is None:
        raise NotFound
    record(
        command.actor,
        calendar.organisation_id,
        "calendar_day_removed",
        key=calendar.key,
        on=day.on.isoformat(),
        hours=day.hours,
        name=day.name,
        source=day.source,
    )
    day.delete()


@transaction.atomic
def confirm_calendar_year(command: ConfirmCalendarYear) -> int:
    """Raises: NotFound, NotAuthorised, InvalidState where the year has no unconfirmed day."""
    calendar = _managed(command.actor, command.calendar_id)
    found = calendar.days.filter(on__year=command.year, confirmed_at__isnull=True)
    count = found.update(confirmed_by_id=command.actor.id, confirmed_at=clock.now())
    if not count:
        raise InvalidState(_("Expected days of this year that nobody has confirmed yet, but there are none."))
    record(command.actor, calendar.organisation_id, "calendar_year_confirmed", key=calendar.key, year=command.year, days=count)
    return count


def _managed(actor: Actor, calendar_id: int) -> WorkCalendar:
    calendar = WorkCalendar.objects.filter(pk=calendar_id).first()
    if calendar is None:
        raise NotFound
    authorise(actor, "manage_directory", calendar.organisation_id)
    return calendar
