"""Calendars of the demonstration: an office with Chinese public holidays, and a ward that never closes."""

from __future__ import annotations

from datetime import date, timedelta

from workflows.directory.models import CalendarDay, Organisation, WorkCalendar
from workflows.directory.models.work_calendar import usual_week

SOURCE_2026 = "国务院办公厅关于2026年部分节假日安排的通知，2025-11-04 https://politics.gmw.cn/2025-11/04/content_38391083.htm"
# Days that the law names; the yearly notice with rest days and make-up workdays was not at hand.
SOURCE_2027 = (
    "全国年节及纪念日放假办法（2024 年修订）；2027 年安排通知未核对 · days named by the law; the notice for 2027 was not compared"
)
HOLIDAYS = {
    SOURCE_2026: (
        ("元旦", "2026-01-01", 3, ("2026-01-04",)),
        ("春节", "2026-02-15", 9, ("2026-02-14", "2026-02-28")),
        ("清明节", "2026-04-04", 3, ()),
        ("劳动节", "2026-05-01", 5, ("2026-05-09",)),
        ("端午节", "2026-06-19", 3, ()),
        ("中秋节", "2026-09-25", 3, ()),
        ("国庆节", "2026-10-01", 7, ("2026-09-20", "2026-10-10")),
    ),
    SOURCE_2027: (
        ("元旦", "2027-01-01", 1, ()),
        ("春节", "2027-02-05", 4, ()),
        ("清明节", "2027-04-05", 1, ()),
        ("劳动节", "2027-05-01", 2, ()),
        ("端午节", "2027-06-09", 1, ()),
        ("中秋节", "2027-09-15", 1, ()),
        ("国庆节", "2027-10-01", 3, ()),
    ),
}
SHIFTS = {"day": "08:00-16:00", "evening": "16:00-00:00", "night": "00:00-08:00"}


def add_calendars(organisation: Organisation) -> int:
    """How many were added; what stands is left alone. Every day is unsigned until somebody of the organisation confirms it."""
    office, is_new_office = WorkCalendar.objects.get_or_create(
        organisation=organisation,
        key="office",
        defaults={"name_en": "Office hours", "name_zh": "行政工作时间", "week": usual_week()},
    )
    if is_new_office:
        CalendarDay.objects.bulk_create(_days(office))
    _ward, is_new_ward = WorkCalendar.objects.get_or_create(
        organisation=organisation,
        key="ward",
        defaults={
            "name_en": "Wards, day and night",
            "name_zh": "病房（全天）",
            "week": ["00:00-24:00"] * 7,
            "shifts": SHIFTS,
            "rounds": {"morning": "08:00", "afternoon": "15:00"},
        },
    )
    return is_new_office + is_new_ward


def _days(calendar: WorkCalendar) -> list[CalendarDay]:
    found = []
    for source, holidays in HOLIDAYS.items():
        for name, first, count, made_up in holidays:
            start = date.fromisoformat(first)
            for offset in range(count):
                found.append(CalendarDay(calendar=calendar, on=start + timedelta(days=offset), name=name, source=source))
            for day in made_up:
                hours = calendar.week[0]
                on = date.fromisoformat(day)
                found.append(CalendarDay(calendar=calendar, on=on, hours=hours, name=f"{name}调休上班", source=source))
    return found
