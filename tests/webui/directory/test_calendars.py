"""Calendars in the directory: an administrator imports a year's holidays, confirms it, and the engine counts by it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from engine.errors import FormInvalid
from workflows.directory.calendar_files import read_days
from workflows.directory.models import CalendarDay, DirectoryChange, WorkCalendar
from workflows.directory.queries.calendars import calendar_book

LIST = "date,kind,name\n2026-10-01,holiday,国庆节\n2026-10-02,休,国庆节\n2026-10-10,班,国庆节调休\n"
HOURS = {f"day_{number}": "08:00-12:00, 14:00-17:30" if number < 5 else "" for number in range(7)}


@pytest.fixture
def clinic(organisation):
    return WorkCalendar.objects.create(organisation=organisation("hexi"), key="clinic", name_en="Clinic", name_zh="门诊")


def address(name, *args):
    return reverse(f"directory:{name}", args=args)


def test_a_calendar_is_made_and_the_engine_finds_it(signed_in, organisation):
    # given
    hexi, administrator = organisation("hexi"), signed_in("admin.ops")

    # when
    values = {"key": "clinic", "name_en": "Clinic", "name_zh": "门诊", "shifts": "night 22:00-08:00", "rounds": "morning 08:00"}
    page = administrator.post(address("calendars", hexi.pk), {**values, **HOURS}, follow=True)

    # then
    assert "The calendar stands" in page.content.decode()
    book = calendar_book(hexi.pk)
    friday = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)  # 17:00 in Shanghai
    assert book["clinic"].add_working_time(friday, timedelta(hours=1)) == datetime(2026, 3, 9, 0, 30, tzinfo=UTC)
    assert book["clinic"].next_round("morning", friday) == datetime(2026, 3, 9, 0, 0, tzinfo=UTC)
    assert DirectoryChange.objects.filter(organisation=hexi, kind="calendar_set").exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"key": "Clinic!"}, "field-key"),
        ({"day_0": "8 to 12"}, "field-day_0"),
        ({"shifts": "night"}, "field-shifts"),
        ({"rounds": "morning early"}, "field-rounds"),
        ({"name_zh": ""}, "field-name_en"),
    ],
)
def test_what_cannot_be_a_calendar_is_refused_at_its_field(signed_in, organisation, wrong, field):
    values = {"key": "clinic2", "name_en": "Clinic", "name_zh": "门诊", **HOURS, **wrong}
    answer = signed_in("admin.ops").post(address("calendars", organisation("hexi").pk), values)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.content.decode()
    assert not WorkCalendar.objects.filter(key__in=["clinic2", "Clinic!"]).exists()


def test_a_published_list_is_imported_shown_unsigned_and_confirmed(signed_in, clinic):
    # given a list as a file
    administrator, hexi = signed_in("admin.ops"), clinic.organisation
    file = SimpleUploadedFile("2026.csv", LIST.encode(), "text/csv")

    # when it is imported
    page = administrator.post(
        address("calendar_days", hexi.pk, clinic.pk), {"file": file, "source": "Notice of 2025-11-04", "hours": ""}, follow=True
    ).content.decode()

    # then its days stand with their source, unsigned, and the make-up workday has the usual hours
    assert "国庆节调休" in page and "unsigned" in page and "Notice of 2025-11-04" in page
    value = calendar_book(hexi.pk)["clinic"]
    assert value.is_working_day(date(2026, 10, 10)) and not value.is_working_day(date(2026, 10, 2))
    assert value.hours_on(date(2026, 10, 10)) == value.hours_on(date(2026, 9, 28))

    # when she confirms the year
    confirmed = administrator.post(
        address("confirm_calendar", hexi.pk, clinic.pk), {"year": "2026"}, follow=True
    ).content.decode()

    # then it says by whom, and a later import asks again
    assert "confirmed by" in confirmed and "unsigned" not in confirmed
    administrator.post(address("calendar_days", hexi.pk, clinic.pk), {"text": LIST, "source": "Amended notice"})
    assert CalendarDay.objects.filter(calendar=clinic, confirmed_at__isnull=True).count() == 3


@pytest.mark.parametrize(
    "sent", [{"text": "2026-10-01,maybe,x", "source": "s"}, {"text": LIST, "source": ""}, {"text": "", "source": "s"}]
)
def test_a_list_that_cannot_be_read_is_refused(signed_in, clinic, sent):
    answer = signed_in("admin.ops").post(address("calendar_days", clinic.organisation.pk, clinic.pk), sent)
    assert answer.status_code == 422
    assert not clinic.days.exists()


def test_one_day_by_hand(signed_in, clinic):
    sent = {"on": "2026-12-24", "kind": "holiday", "name": "Moving house", "source": "Director"}
    signed_in("admin.ops").post(address("calendar_days", clinic.organisation.pk, clinic.pk), sent)
    assert [(day.on, day.hours, day.name) for day in clinic.days.all()] == [(date(2026, 12, 24), "", "Moving house")]


def test_a_day_is_as_usual_again_and_the_record_keeps_what_it_said(signed_in, clinic):
    administrator, where = signed_in("admin.ops"), address("calendar_days", clinic.organisation.pk, clinic.pk)
    administrator.post(where, {"on": "2026-12-24", "kind": "holiday", "name": "Moving house", "source": "Director"})

    page = administrator.post(where, {"on": "2026-12-24", "kind": "usual"}, follow=True).content.decode()

    assert "That day is as usual again" in page
    assert not clinic.days.exists()
    assert (
        "Day of a calendar removed"
        in administrator.get(reverse("directory:changes", args=[clinic.organisation.pk])).content.decode()
    )
    assert administrator.post(where, {"on": "2026-12-24", "kind": "usual"}).status_code == 404
    assert administrator.post(where, {"on": "yesterday", "kind": "usual"}).status_code == 422


def test_who_manages_another_organisation_finds_no_calendar(signed_in, clinic, organisation):
    foreigner = signed_in("dong.admin")
    for place in (clinic.organisation.pk, organisation("dongmen").pk):
        assert foreigner.get(address("calendar", place, clinic.pk)).status_code == 404
    assert signed_in("su.yan").get(address("calendars", clinic.organisation.pk)).status_code == 403


def test_calendar_files_of_other_tools():
    events = (
        "DTSTART;VALUE=DATE:20260215\r\nDTEND;VALUE=DATE:20260218\r\nSUMMARY:春节\r\n  （休）",
        "DTSTART;VALUE=DATE:20260214\r\nSUMMARY:春节 补班",
    )
    inner = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    ics = f"BEGIN:VCALENDAR\r\n{inner}END:VCALENDAR\r\n"
    assert [(day.on.day, day.is_workday) for day in read_days(ics)] == [(14, True), (15, False), (16, False), (17, False)]
    with pytest.raises(FormInvalid):
        read_days("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:2026\nEND:VEVENT\nEND:VCALENDAR")
    with pytest.raises(FormInvalid):
        read_days("2026-01-01,holiday,x\n" * 20_000)


def test_the_demonstration_marks_every_holiday_as_unsigned_with_its_source(organisation):
    days = CalendarDay.objects.filter(calendar__organisation=organisation("hexi"), calendar__key="office")
    assert days.filter(on=date(2026, 2, 14), hours__gt="").exists()  # a Saturday that is worked for Spring Festival
    assert not days.filter(confirmed_at__isnull=False).exists()
    assert not days.filter(source="").exists()
