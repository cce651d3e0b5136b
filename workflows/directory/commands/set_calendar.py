"""Write a business calendar: usual hours, shifts and rounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.calendars import CalendarError, hours_from_text
from engine.errors import FormInvalid
from workflows.directory.access import authorise
from workflows.directory.models import Department, WorkCalendar
from workflows.directory.models.organisation import CODE
from workflows.directory.record import record

_HOURS = _("Expected hours such as 08:00-12:00, 14:00-17:30, or nothing for a closed day.")


@dataclass(frozen=True, slots=True)
class SetCalendar:
    """`week`: hours of the seven days, Monday first; `shifts` name → hours; `rounds` name → time of day."""

    actor: Actor
    organisation_id: int
    key: str
    name_en: str
    name_zh: str
    week: Sequence[str]
    shifts: Mapping[str, str]
    rounds: Mapping[str, str]
    department: str = ""  # code, "" for the whole organisation


@transaction.atomic
def set_calendar(command: SetCalendar) -> WorkCalendar:
    """Create the organisation's calendar of this key or replace its hours; its single days stay.

    Raises: NotFound, NotAuthorised (no `manage_directory`), FormInvalid.
    """
    authorise(command.actor, "manage_directory", command.organisation_id)
    department = _check(command)
    calendar, _created = WorkCalendar.objects.update_or_create(
        organisation_id=command.organisation_id,
        key=command.key,
        defaults={
            "name_en": command.name_en.strip()[:120],
            "name_zh": command.name_zh.strip()[:120],
            "department": department,
            "week": [hours.strip() for hours in command.week],
            "shifts": {name: hours.strip() for name, hours in command.shifts.items()},
            "rounds": {name: at.strip() for name, at in command.rounds.items()},
        },
    )
    record(command.actor, command.organisation_id, "calendar_set", key=command.key, week=calendar.week)
    return calendar


def _check(command: SetCalendar) -> Department | None:
    errors: dict[str, list[object]] = {}
    try:
        CODE(command.key)
    except ValidationError as refusal:
        errors["key"] = list(refusal.messages)
    if not command.name_en.strip() or not command.name_zh.strip():
        errors["name_en"] = [_("Expected a name in both languages.")]
    if len(command.week) != 7:
        errors["week"] = [_("Expected the hours of seven days.")]
    for number, text in enumerate(command.week):
        if not _is_hours(text):
            errors[f"day_{number}"] = [_HOURS]
    for name, text in command.shifts.items():
        if not name or not text.strip() or not _is_hours(text) or len(hours_from_text(text)) != 1:
            errors["shifts"] = [_("Expected one line for each shift, such as night 22:00-08:00.")]
    for name, text in command.rounds.items():
        if not name or not _is_hours(f"{text.strip()}-23:59") or len(text.strip()) != 5:
            errors["rounds"] = [_("Expected one line for each round, such as morning 08:00.")]
    department = None
    if command.department:
        department = Department.objects.filter(organisation_id=command.organisation_id, code=command.department).first()
        if department is None:
            errors["department"] = [_("Expected a department of this organisation.")]
    if errors:
        raise FormInvalid(errors)
    return department


def _is_hours(text: str) -> bool:
    try:
        hours_from_text(text)
    except CalendarError:
        return False
    return True
