"""Whom a referral asks, which limits run, and what a page shows on the way back: each says how it stands."""

from __future__ import annotations

from django.urls import reverse

from engine import clock as engine_clock
from tests.processes.referral import steps

from ..referral_steps import work


def board(client):
    return client.get(reverse("referrals:index")).content.decode()


def test_the_board_names_who_is_asked_until_they_accept(signed_in, referral):
    doctor = signed_in("su.yan")
    assert "no receiver yet" in board(doctor)
    referral.do("su.yan", referral.slip())
    consent = {"disclosed_condition": True, "disclosed_transit_risk": True, "consent_status": "agreed"}
    referral.do("su.yan", {**consent, "consent_by": "patient", "consent_on": engine_clock.now().date().isoformat()})
    # in review: the slip names the hospital, which does not see it yet
    assert "asked: Yuanshan People" in board(doctor)
    assert (
        "已请求：" in signed_in("su.yan", headers={"Accept-Language": "zh-CN"}).get(reverse("referrals:index")).content.decode()
    )
    assert referral.number not in board(signed_in("chen.min"))
    case = reverse("referrals:case", args=[referral.number])
    assert "(asked, not accepted)" in doctor.get(case).content.decode()

    referral.do("he.jun", {"review_decision": "approve"})
    referral.do("chen.min", referral.acceptance())
    assert "asked: Yuanshan" not in board(doctor)
    assert "to Yuanshan People" in board(doctor)
    assert "(asked, not accepted)" not in doctor.get(case).content.decode()


def test_a_limit_that_runs_names_the_step_it_limits(signed_in, referral):
    referral.send()
    page = signed_in("chen.min").get(reverse("referrals:case", args=[referral.number])).content.decode()
    assert "Limit for “Decide on the request”, then “Reminder”" in page
    chinese = signed_in("chen.min", headers={"Accept-Language": "zh-CN"})
    assert "的时限，届时：“提醒”" in chinese.get(reverse("referrals:case", args=[referral.number])).content.decode()


def test_the_way_back_shows_that_a_task_is_completed(signed_in, referral):
    doctor, task = signed_in("su.yan"), referral.task("su.yan")
    address = reverse("work:task", args=[task.id])
    for path in (address, f"{reverse('work:index')}?task={task.id}"):
        assert "no-store" in doctor.get(path)["Cache-Control"]
    referral.do("su.yan", referral.slip())
    page = doctor.get(address).content.decode()
    assert "This task is completed." in page
    assert f'href="{reverse("instances:detail", args=[task.instance_id])}">Open the process</a>' in page
    assert 'id="task-form"' not in page


def test_after_signing_in_again_one_comes_back_to_the_page_one_wanted(client, region, user):
    from workflows.demo.region import PASSWORD

    user("su.yan").set_password(PASSWORD)
    wanted = "/referrals/?side=sent"
    led = client.get(wanted)["Location"]
    page = client.get(led).content.decode()
    assert 'name="next" value="/referrals/?side=sent"' in page
    sent = {"login": "su.yan", "password": PASSWORD, "next": wanted}
    assert client.post(reverse("account_login"), sent)["Location"] == wanted
    assert client.post(reverse("account_login"), {**sent, "next": "https://elsewhere.example/"})["Location"] == "/"


def test_the_outcomes_acceptance_shows_return_date_and_phone(signed_in, referral, clock):
    referral.accept()
    clock.advance(hours=20)
    work()
    arrived_at = engine_clock.now().strftime("%Y-%m-%dT%H:%MZ")
    referral.do("lin.hao", {"arrival": "arrived", "arrived_at": arrived_at, "identity_checked": True})
    referral.do("lin.hao", {"care_setting": "outpatient"})
    referral.do("lin.hao", steps.OUTCOME)
    page = signed_in("su.yan").get(reverse("work:task", args=[referral.task_id("su.yan")])).content.decode()
    document = page.partition('id="task-document"')[2].partition("</script>")[0]
    assert "0550 654321" in document
    assert '"return_on": "2026-03-05"' in document
