"""Business calendars: usual hours, holidays and make-up workdays of a year, import of a published list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from engine import clock
from engine.errors import FormInvalid, InvalidState, NotFound
from webui.access import actor_of, permitted
from webui.field_errors import field_errors
from workflows.directory.calendar_files import MOST_BYTES, ListedDay, read_days
from workflows.directory.commands.set_calendar import SetCalendar, set_calendar
from workflows.directory.commands.set_calendar_days import (
    ConfirmCalendarYear,
    RemoveCalendarDay,
    SetCalendarDays,
    confirm_calendar_year,
    remove_calendar_day,
    set_calendar_days,
)
from workflows.directory.models import Organisation, WorkCalendar
from workflows.directory.models.work_calendar import usual_week
from workflows.directory.queries.calendars import calendars_of

from .reading import departments_with_people, managed_organisation, read_date, sent
from .views import frame

WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
FIELDS: Mapping[str, Any] = {
    "key": gettext_lazy("Key"),
    "name_en": gettext_lazy("English name"),
    "name_zh": gettext_lazy("Chinese name"),
    "department": gettext_lazy("Department"),
    **{f"day_{number}": name for number, name in enumerate(WEEKDAYS)},
    "shifts": gettext_lazy("Shifts"),
    "rounds": gettext_lazy("Rounds"),
    "text": gettext_lazy("List of days"),
    "source": gettext_lazy("Source"),
    "hours": gettext_lazy("Hours of make-up workdays"),
    "on": gettext_lazy("Day"),
}


@require_http_methods(["GET", "POST"])
@permitted("manage_directory")
def calendars(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """The calendars of the organisation, and the form for another one."""
    organisation = managed_organisation(actor_of(request), organisation_id)
    values, refusal = _values(request, None), None
    if request.method == "POST":
        try:
            made = set_calendar(_calendar(request, organisation, values, values["key"].strip()))
        except FormInvalid as error:
            refusal = error
        else:
            notices.success(request, _("The calendar stands. Models ask it by its key."))
            return redirect("directory:calendar", organisation.pk, made.pk)
    context = {
        **frame(organisation, "calendars"),
        **_form(organisation, values, refusal),
        "rows": calendars_of(organisation),
    }
    return render(request, "webui/directory/calendars.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
@permitted("manage_directory")
def calendar(request: HttpRequest, organisation_id: int, calendar_id: int) -> HttpResponse:
    """One calendar: its hours, and the days of a year that are not as usual."""
    organisation = managed_organisation(actor_of(request), organisation_id)
    row = _row(organisation, calendar_id)
    values, refusal = _values(request, row), None
    if request.method == "POST":
        try:
            set_calendar(_calendar(request, organisation, values, row.key))
        except FormInvalid as error:
            refusal = error
        else:
            notices.success(request, _("The hours are changed. Limits that run already keep their moment."))
            return redirect("directory:calendar", organisation.pk, row.pk)
    return _page(request, organisation, row, values, refusal)


@require_POST
@permitted("manage_directory")
def days(request: HttpRequest, organisation_id: int, calendar_id: int) -> HttpResponse:
    """One day, or a published list, pasted or as a file; or a day that is as usual again."""
    actor = actor_of(request)
    organisation = managed_organisation(actor, organisation_id)
    row = _row(organisation, calendar_id)
    try:
        if request.POST.get("kind") == "usual":
            on = read_date(request.POST.get("on", ""), "on")
            assert on is not None  # it is required
            remove_calendar_day(RemoveCalendarDay(actor, row.pk, on))
            notices.success(request, _("That day is as usual again."))
            return redirect(f"{_address(organisation, row)}?year={on.year}")
        listed = _listed(request)
        source, hours = (request.POST.get(name, "").replace("\0", "") for name in ("source", "hours"))
        count = set_calendar_days(SetCalendarDays(actor, row.pk, listed, source, hours))
    except FormInvalid as error:
        return _page(request, organisation, row, _values(request, row, is_hours=False), error)
    notices.success(request, ngettext("%(count)s day is set.", "%(count)s days are set.", count) % {"count": count})
    return redirect(f"{_address(organisation, row)}?year={listed[0].on.year}")


@require_POST
@permitted("manage_directory")
def confirm(request: HttpRequest, organisation_id: int, calendar_id: int) -> HttpResponse:
    """The days of a year were compared with their source."""
    actor = actor_of(request)
    organisation = managed_organisation(actor, organisation_id)
    row = _row(organisation, calendar_id)
    year = _year(request.POST.get("year", ""))
    try:
        confirm_calendar_year(ConfirmCalendarYear(actor, row.pk, year))
    except InvalidState as refusal:
        notices.info(request, str(refusal))
    else:
        notices.success(request, _("The days of %(year)s are confirmed.") % {"year": year})
    return redirect(f"{_address(organisation, row)}?year={year}")


def _page(
    request: HttpRequest, organisation: Organisation, row: WorkCalendar, values: dict[str, str], refusal: FormInvalid | None
) -> HttpResponse:
    year = _year(request.GET.get("year", ""))
    found = list(row.days.filter(on__year=year).select_related("confirmed_by"))
    context = {
        **frame(organisation, "calendars"),
        **_form(organisation, values, refusal),
        "calendar": row,
        "year": year,
        "years": (year - 1, year + 1),
        "days": found,
        "is_unconfirmed": any(day.confirmed_at is None for day in found),
    }
    return render(request, "webui/directory/calendar.html", context, status=422 if refusal else 200)


def _form(organisation: Organisation, values: dict[str, str], refusal: FormInvalid | None) -> dict[str, Any]:
    week = [(f"day_{number}", name, values[f"day_{number}"]) for number, name in enumerate(WEEKDAYS)]
    departments = departments_with_people(organisation)
    return {"values": values, "week": week, "departments": departments, "errors": field_errors(refusal, FIELDS)}


def _values(request: HttpRequest, row: WorkCalendar | None, *, is_hours: bool = True) -> dict[str, str]:
    """What was sent, else what stands."""
    if request.method == "POST" and is_hours:
        return sent(request.POST, tuple(FIELDS))
    week = row.week if row is not None else usual_week()
    stands = {f"day_{number}": hours for number, hours in enumerate(week)}
    if row is not None:
        department = row.department.code if row.department is not None else ""
        stands |= {"key": row.key, "name_en": row.name_en, "name_zh": row.name_zh, "department": department}
        stands |= {name: "\n".join(f"{key} {at}" for key, at in getattr(row, name).items()) for name in ("shifts", "rounds")}
    typed = sent(request.POST, ("text", "source", "hours", "on"))
    return {**dict.fromkeys(FIELDS, ""), **typed, **stands}


def _calendar(request: HttpRequest, organisation: Organisation, values: Mapping[str, str], key: str) -> SetCalendar:
    clean = {name: text.replace("\0", "") for name, text in values.items()}
    return SetCalendar(
        actor_of(request),
        organisation.pk,
        key,
        clean["name_en"],
        clean["name_zh"],
        [clean[f"day_{number}"] for number in range(7)],
        _lines(clean["shifts"]),
        _lines(clean["rounds"]),
        clean["department"].strip(),
    )


def _lines(text: str) -> dict[str, str]:
    """`night 22:00-08:00`, one a line."""
    pairs = (line.strip().partition(" ") for line in text.splitlines()[:50] if line.strip())
    return {name[:40]: rest.strip() for name, _space, rest in pairs}


def _listed(request: HttpRequest) -> list[ListedDay]:
    if request.POST.get("on", "").strip():
        on = read_date(request.POST["on"], "on")
        assert on is not None
        return [ListedDay(on, request.POST.get("kind") == "work", request.POST.get("name", "").replace("\0", "")[:120])]
    file = request.FILES.get("file")
    if file is not None:
        try:
            return read_days(file.read(MOST_BYTES + 1).decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise FormInvalid({"text": [_("Expected a text file in UTF-8.")]}) from None
    return read_days(request.POST.get("text", ""))


def _row(organisation: Organisation, calendar_id: int) -> WorkCalendar:
    found = WorkCalendar.objects.filter(pk=calendar_id, organisation=organisation).select_related("department").first()
    if found is None:
        raise NotFound(_("No such calendar is visible to you."))
    return found


def _year(text: str) -> int:
    return int(text) if text.isdecimal() and 1900 <= int(text[:6]) <= 2400 else clock.now().year


def _address(organisation: Organisation, row: WorkCalendar) -> str:
    from django.urls import reverse

    return reverse("directory:calendar", args=[organisation.pk, row.pk])
