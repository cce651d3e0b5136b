"""Business calendars as values: opening hours, holidays, make-up workdays, shifts and rounds, in one IANA zone.

Pure: knows no Django, no clock and no database. Whoever keeps calendars (the directory) hands them in; the same
calendar, moment and question always give the same answer.
"""

from engine.calendars.business_calendar import ALWAYS, BusinessCalendar, CalendarError, Hours
from engine.calendars.codec import CalendarBook, EveryCalendar, calendar_from_json, calendar_to_json, digest_of, hours_from_text

__all__ = [
    "ALWAYS",
    "BusinessCalendar",
    "CalendarBook",
    "CalendarError",
    "EveryCalendar",
    "Hours",
    "calendar_from_json",
    "calendar_to_json",
    "digest_of",
    "hours_from_text",
]
