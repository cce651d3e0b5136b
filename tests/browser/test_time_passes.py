"""Step 4: time passes in the demonstration; who is late is reminded and overtaken; emergencies and cancellations."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.desk import WORKER
from tests.installation import ROOT


def expect_told(desk, number: str, words: str) -> None:
    """Under the bell, as soon as the worker has brought it."""
    line = desk.page.locator(".told li").filter(has_text=number).filter(has_text=words)
    end = time.monotonic() + WORKER / 1000
    while desk.go("/notifications/").locator(".told").count() == 0 or line.count() == 0:
        assert time.monotonic() < end, f"{desk.username} reads: {desk.page.locator('main').inner_text()[:600]}"
        desk.page.wait_for_timeout(300)
    expect(line.first).to_be_visible()


def let_pass(desk, button: str) -> None:
    page = desk.go("/operations/")
    page.get_by_role("region", name="Demonstration clock").get_by_role("button", name=button, exact=True).click()
    desk.expect_notice("passed", "It is")


def test_a_late_decision_is_reminded_and_escalated(desk, referrals, product):
    # given a request that nobody decides on
    referral = referrals.sent("Palpitations")
    number, patient = referral.number, referral.patient.latin
    chen, zhao, gao, ops = desk("chen.min"), desk("zhao.lei"), desk("gao.li"), desk("admin.ops")
    zhao.go("/work/")
    expect(zhao.row("Decide the late request", patient)).to_have_count(0)
    before = referrals.now()

    # when a day passes at the operations page: the office is reminded
    let_pass(ops, "+24 h")
    expect(ops.page.locator(".top")).to_contain_text("clock +")
    assert timedelta(hours=23) < referrals.now() - before < timedelta(hours=26)
    expect_told(chen, number, "")
    chen.go("/work/?filter=overdue")
    expect(chen.row("Decide on the request", patient).locator("time[data-remaining]")).to_contain_text("overdue")

    # and six hours more: the head of the office has it
    let_pass(ops, "+6 h")
    zhao.open_task("Decide the late request", patient)
    expect_told(zhao, number, "")

    # and half a day more from the command line: the quality officer is told
    subprocess.run(
        [sys.executable, "manage.py", "advance_clock", "12h"],
        cwd=ROOT,
        env=product.installation.environment,
        check=True,
        capture_output=True,
    )
    expect_told(gao, number, "")
    gao.page.locator(".told li").filter(has_text=number).first.get_by_role("button").click()
    expect(gao.page.locator("main")).to_contain_text(number)

    # then a late decision counts
    form = zhao.open_task("Decide the late request", patient)
    form.mark("Accept and book")
    form.choose("Department", "Cardiology")
    form.at("Slot", (referrals.now() + timedelta(hours=20)).replace(minute=0))
    form.send("Send the decision")
    zhao.expect_notice("Done: Decide the late request")
    desk("lin.hao").open_task("Confirm the arrival", patient)


def test_emergency_green_channel(desk, referrals):
    # given an emergency
    patient = referrals.patient()
    su = desk("su.yan")
    page = su.go(f"/patients/{patient.id}/")
    page.get_by_role("link", name="Emergency green channel").click()
    page.get_by_role("textbox", name="Problem").fill("Chest pain for 40 minutes, sweating")
    page.get_by_role("button", name="Open, then fill in the short slip").click()
    form = su.form("Fill in the referral slip")
    form.choose("Receiving organisation", "Yuanshan People")
    form.choose("Department", "Cardiology")
    form.write("Call-back phone of the referring doctor", "0990-5550401")
    form.write("Allergies", "Not known yet")
    expect(form.box("Present illness and reason for referral")).to_have_count(0)  # asked for afterwards
    form.send("Check and continue")
    su.expect_notice("Done: Fill in the referral slip")

    # when nobody has consented, reviewed or decided: the department has the patient on the way
    lin = desk("lin.hao")
    expect_told(lin, "", "Emergency: referral")
    form = lin.open_task("Confirm the arrival", patient.latin)
    form.mark("Arrived")
    form.at("Arrived at", (referrals.now() - timedelta(hours=1)).replace(minute=0))
    form.mark("Identity checked against the referral slip")
    form.send("Record")
    lin.expect_notice("Done: Confirm the arrival")

    # then the doctor completes the record afterwards, and confirms it
    form = su.open_task("Complete the record", patient.latin)
    form.write("Present illness and reason for referral", "Sudden, at rest.")
    form.write("Note on the consent", "Family reached by phone.")
    form.mark("Could not be obtained")
    form.send("Confirm the record")
    expect(form.summary).to_contain_text("Expected your confirmation.")
    form.mark("I confirm that what was entered afterwards is true and complete")
    form.send("Confirm the record")
    su.expect_notice("Done: Complete the record")


def test_cancelled_at_each_stage(desk, referrals):
    # given referrals in preparation, review, decision and transit
    su = desk("su.yan")
    stages = {
        "prepared": referrals.opened,
        "reviewed": referrals.in_review,
        "decided on": referrals.sent,
        "in transit": referrals.in_transit,
    }
    receivers = {"decided on": ("chen.min", "Decide on the request"), "in transit": ("lin.hao", "Confirm the arrival")}
    for stage, bring in stages.items():
        referral = bring(f"Cancelled while {stage}")

        # when it is cancelled with a reason, as soon as the worker has brought it there
        page = su.go_until(f"/referrals/{referral.number}/", "button", "Cancel the referral…")
        page.get_by_role("button", name="Cancel the referral…").click()
        page.get_by_label("Reason").fill(f"The patient moved away ({stage})")
        page.get_by_role("button", name="Cancel the referral", exact=True).click()
        su.expect_notice("on its way")

        # then it ends on both sides, and the receiver has nothing left to do
        referrals.person("su.yan").stage(referral.number, "cancelled")
        page = su.go(f"/referrals/{referral.number}/")
        expect(page.locator(".page-head")).to_contain_text("Cancelled")
        expect(page.get_by_role("button", name="Cancel the referral…")).to_have_count(0)
        username, task = receivers.get(stage, ("", ""))
        if username:
            receiver = desk(username)
            receiver.go("/work/")
            expect(receiver.row(task, referral.patient.latin)).to_have_count(0)


def test_not_cancelled_once_the_patient_has_arrived(desk, referrals):
    referral = referrals.in_treatment("Arrived before the wish")
    su = desk("su.yan")
    page = su.go(f"/referrals/{referral.number}/")
    expect(page.locator(".page-head")).to_contain_text("Arrived")
    expect(page.get_by_role("button", name="Cancel the referral…")).to_have_count(0)


def test_the_clock_stays_with_operators(desk):
    su = desk("su.yan")
    assert su.page.request.get(f"{su.url}/operations/").status in (403, 404)
    expect(su.go("/work/").get_by_role("link", name="Operations")).to_have_count(0)
