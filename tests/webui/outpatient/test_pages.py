"""The clinics' pages for their own people, for colleagues of other roles, and for outsiders."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.urls import reverse

from workflows.cases.models import Case
from workflows.families.outpatient.models import ClinicSession
from workflows.patients.models import Patient

PAGES = ("outpatient:index", "outpatient:sessions", "outpatient:figures")


@pytest.fixture
def patient(region):
    call_command("publish_models", verbosity=0)
    found = Patient.objects.filter(home_organisation__code="yuanshan").order_by("code").first()
    found.name = found.name_latin = "Canary of Yuanshan"
    found.save()
    return found


@pytest.fixture
def session(region, clock):
    return ClinicSession.objects.filter(department__code="internal_medicine", ends_at__gt=clock.now).first()


@pytest.fixture
def booked(patient, session, signed_in):
    """A visit of today, booked at the desk on the page itself."""
    asked = {"session": session.pk, "reason": "Tired for a week", "channel": "on_site"}
    answer = signed_in("fang.ling").post(reverse("outpatient:book", args=[patient.pk]), asked)
    case = Case.objects.get(kind="visit")
    assert answer.headers["Location"] == reverse("outpatient:visit", args=[case.number])
    return case


@pytest.mark.parametrize("username", ["fang.ling", "shen.jing", "jiang.nan", "zeng.wen", "chen.min", "gao.li"])
def test_its_own_people_see_the_day_and_the_visit(signed_in, booked, username):
    browser = signed_in(username)
    assert "Canary of Yuanshan" in browser.get(reverse("outpatient:index")).content.decode()
    text = browser.get(reverse("outpatient:visit", args=[booked.number])).content.decode()
    assert booked.number in text
    assert "Canary of Yuanshan" in text


@pytest.mark.parametrize("username", ["su.yan", "dong.men", "admin.ops", "ma.ying"])
def test_others_do_not_come_in(signed_in, booked, username):
    browser = signed_in(username)
    for address in (*map(reverse, PAGES), reverse("outpatient:visit", args=[booked.number])):
        assert browser.get(address).status_code == 403, address


@pytest.mark.parametrize("username", ["tcm.office", "tcm.doctor"])
def test_another_hospital_finds_nothing(signed_in, booked, patient, session, username):
    browser = signed_in(username)
    assert browser.get(reverse("outpatient:visit", args=[booked.number])).status_code == 404
    for page in PAGES:
        assert booked.number not in browser.get(reverse(page)).content.decode()
    asked = {"session": session.pk, "reason": "x", "channel": "phone"}
    assert browser.post(reverse("outpatient:book", args=[patient.pk]), asked).status_code in (403, 404)


def test_the_cashier_reads_but_neither_books_nor_opens(signed_in, booked, patient, session, organisation):
    browser = signed_in("yao.xin")
    assert browser.get(reverse("outpatient:book", args=[patient.pk])).status_code == 403
    assert browser.post(reverse("outpatient:close_session", args=[session.pk])).status_code == 403
    assert browser.post(reverse("outpatient:cancel", args=[booked.number]), {"reason": "x"}).status_code == 403


def test_a_full_session_and_a_missing_reason_are_refused_on_the_page(signed_in, patient, session):
    browser, address = signed_in("fang.ling"), reverse("outpatient:book", args=[patient.pk])
    answer = browser.post(address, {"session": session.pk, "reason": " ", "channel": "on_site"})
    assert answer.status_code == 422
    assert "Expected the reason for the visit." in answer.content.decode()
    ClinicSession.objects.filter(pk=session.pk).update(capacity=1, reserved=1, reserve_opens_at=session.ends_at)
    answer = browser.post(address, {"session": session.pk, "reason": "Tired", "channel": "on_site"})
    assert answer.status_code == 409
    assert "Those kept for primary care open" in answer.content.decode()
    assert 'value="Tired"' in answer.content.decode()


def test_a_session_is_opened_closed_and_its_rule_set(signed_in, organisation, patient):
    browser, yuanshan = signed_in("fang.ling"), organisation("yuanshan")
    clinic = yuanshan.departments.get(code="cardiology")
    asked = {
        "organisation": yuanshan.pk,
        "clinic": clinic.pk,
        "on": "2026-03-04",
        "start": "18:30",
        "end": "20:00",
        "capacity": "10",
    }
    assert browser.post(reverse("outpatient:open_session"), {**asked, "end": "18:00"}).status_code == 422
    rule = {"organisation": yuanshan.pk, "reserved_percent": "40", "reserve_opens_hours": "12"}
    assert browser.post(reverse("outpatient:booking_rule"), rule).status_code == 302
    assert browser.post(reverse("outpatient:open_session"), asked).status_code == 302
    opened = ClinicSession.objects.get(department=clinic, capacity=10)
    assert opened.reserved == 4
    assert browser.post(reverse("outpatient:open_session"), asked).status_code == 409
    browser.post(reverse("outpatient:close_session", args=[opened.pk]), {"act": "close"})
    opened.refresh_from_db()
    assert opened.is_closed


def test_a_referral_page_does_not_show_a_visit_and_the_other_way_round(signed_in, booked):
    assert signed_in("chen.min").get(reverse("referrals:case", args=[booked.number])).status_code == 404


def test_the_figures_say_when_there_are_none(signed_in, patient):
    assert "No visit was closed in this period." in signed_in("gao.li").get(reverse("outpatient:figures")).content.decode()


def test_a_day_that_no_session_can_have_shows_today(signed_in, patient):
    for day in ("9999-12-31", "0001-01-01", "x"):
        assert 'value="2026-03-02"' in signed_in("fang.ling").get(reverse("outpatient:sessions"), {"day": day}).content.decode()
