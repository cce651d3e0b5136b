"""The calendars of an organisation, as the engine asks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.calendars import BusinessCalendar, CalendarBook, calendar_from_json, calendar_to_json, hours_from_text
from workflows.directory.models import CalendarVersion, Organisation, WorkCalendar


def calendar_book(organisation_id: int) -> CalendarBook:
    """By key; each version that is handed out is kept. Three queries, which only models that ask a calendar cost."""
    rows = WorkCalendar.objects.filter(organisation_id=organisation_id).select_related("organisation").prefetch_related("days")
    book = CalendarBook(as_value(row) for row in rows)
    versions = {book.version(key): key for key in book}
    known = set(CalendarVersion.objects.filter(version__in=versions).values_list("version", flat=True))
    missing = [
        CalendarVersion(version=each, value=calendar_to_json(book[versions[each]])) for each in versions if each not in known
    ]
    if missing:
        CalendarVersion.objects.bulk_create(missing, ignore_conflicts=True)
    return book


def kept_book(versions: Mapping[str, str]) -> CalendarBook:
    """Calendars as they were asked: key → version. Raises: DoesNotExist for a version that was never handed out."""
    return CalendarBook(calendar_from_json(CalendarVersion.objects.get(pk=version).value) for version in versions.values())


def as_value(row: WorkCalendar) -> BusinessCalendar:
    return BusinessCalendar(
        key=row.key,
        zone=row.zone or row.organisation.zone,
        week=tuple(hours_from_text(hours) for hours in row.week),
        days={day.on: hours_from_text(day.hours) for day in row.days.all()},
        shifts={name: hours_from_text(hours)[0] for name, hours in row.shifts.items()},
        rounds={name: hours_from_text(f"{at}-23:59")[0].start for name, at in row.rounds.items()},
    )


def calendars_of(organisation: Organisation) -> Sequence[WorkCalendar]:
    return list(WorkCalendar.objects.filter(organisation=organisation).select_related("department").order_by("key"))
