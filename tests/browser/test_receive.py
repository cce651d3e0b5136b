"""Step 3: the hospital accepts, rejects or refers onward; the patient is treated and comes back; the loop is closed."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.desk import WORKER


def card(desk, column: str, patient: str):
    """On the referral board."""
    return desk.page.get_by_role("region", name=column, exact=True).locator("[data-row]").filter(has_text=patient)


def expect_on_board(desk, column: str, patient: str) -> None:
    desk.go("/referrals/")
    expect(card(desk, column, patient)).to_be_visible(timeout=WORKER)


def test_accepted_treated_and_back(desk, referrals):
    # given a request that has come in at the hospital's office
    referral = referrals.sent("Angina on exertion")
    patient, slot = referral.patient.latin, (referrals.now() + timedelta(hours=20)).replace(minute=0)
    chen = desk("chen.min")
    form = chen.open_task("Decide on the request", patient)
    remaining = chen.row("Decide on the request", patient).locator("time[data-remaining]")
    expect(remaining).to_contain_text("left")

    # when it is accepted: not without a slot, not with one in the past
    form.mark("Accept and book")
    form.choose("Department", "Cardiology")
    form.choose("Receiving doctor", "Lin Hao")
    form.send("Send the decision")
    expect(form.message("Slot").first).to_have_text("Fill this in.")
    form.at("Slot", slot - timedelta(days=3))
    form.send("Send the decision")
    expect(form.summary).to_contain_text("Expected a time in the future.")
    form.at("Slot", slot)
    form.send("Send the decision")
    chen.expect_notice("Done: Decide on the request")
    expect_on_board(chen, "Accepted", patient)

    # then the chosen doctor confirms the arrival and treats
    lin = desk("lin.hao")
    form = lin.open_task("Confirm the arrival", patient)
    form.mark("Arrived")
    form.at("Arrived at", referrals.now() - timedelta(hours=20))
    form.send("Record")
    expect(form.summary).to_contain_text("Expected the identity to be checked.")
    expect(form.summary).to_contain_text("Expected a time after the referral was requested.")
    form.at("Arrived at", referrals.now())
    form.mark("Identity checked against the referral slip")
    form.send("Record")
    form = lin.form("Record the treatment")
    form.mark("Inpatient")
    form.write("Inpatient number", "YS-2026-0471")
    form.send("Save and continue")
    expect_on_board(lin, "Arrived", patient)

    # and writes the outcome slip
    form = lin.open_task("Write the outcome slip", patient)
    form.write("Diagnosis", "Unstable angina")
    form.write("Main results", "ST depression V4 to V6; troponin normal.")
    form.write("Treatment", "Dual antiplatelet therapy, statin.")
    form.choose("Outcome", "Improved")
    form.on("Returns on", (referrals.now() + timedelta(days=7)).date())
    form.write("Next plan", "Review of blood pressure and lipids in a week.")
    form.write("Call-back phone", "0990-5550101")
    form.send("Send the outcome slip")
    lin.expect_notice("Done: Write the outcome slip")

    # the community doctor reads it, takes the patient back and follows up
    su = desk("su.yan")
    form = su.open_task("Accept the outcome slip", patient)
    expect(form.box("Main results")).to_have_value("ST depression V4 to V6; troponin normal.")
    expect_on_board(su, "Outcome and follow-up", patient)
    form = su.open_task("Accept the outcome slip", patient)
    form.send("Accept the patient back")
    expect(form.summary).to_contain_text("Expected your confirmation.")
    form.mark("The patient is back in our care, or the file is closed")
    form.send("Accept the patient back")
    form = su.open_task("Follow-up visit", patient)
    form.on("Visited on", referrals.now().date())
    form.choose("How", "In the clinic")
    form.choose("Result", "Controlled")
    form.choose("How to go on", "Ended")
    form.send("Record the visit")
    su.expect_notice("Done: Follow-up visit")

    # the loop is closed, and both sides see it
    for side in (su, chen):
        expect_on_board(side, "Ended", patient)
        card(side, "Ended", patient).click()
        expect(side.page.locator(".page-head")).to_contain_text("Closed")
        steps = side.page.locator(".lanes li")
        for stage in ("Scheduled", "Arrived", "Outcome sent", "Follow-up", "Closed"):
            expect(steps.filter(has_text=stage).first).to_be_visible()


def test_rejected_with_a_reason_which_the_sender_handles(desk, referrals):
    # given a request that the hospital cannot take
    referral = referrals.sent("Headache for a month")
    patient = referral.patient.latin
    chen = desk("chen.min")
    form = chen.open_task("Decide on the request", patient)
    form.mark("Reject")
    form.choose("Reason", "No capacity")
    form.send("Send the decision")
    expect(form.message("Explanation for the referring doctor")).to_have_text("Fill this in.")
    form.write("Explanation for the referring doctor", "No bed in neurology before Friday.")
    form.send("Send the decision")
    chen.expect_notice("Done: Decide on the request")

    # when the doctor reads why
    su = desk("su.yan")
    form = su.open_task("Decide the next step", patient)
    expect(form.box("Explanation")).to_have_value("No bed in neurology before Friday.")
    expect(form.element.get_by_role("radio", name="Send to the suggested organisation", exact=True)).to_have_count(0)

    # then it is changed and sent again, and comes to the office a second time
    form.mark("Change and resend")
    form.send("Go on")
    form = su.open_task("Fill in the referral slip", patient)
    form.choose("Urgency", "Urgent")
    form.send("Check and continue")
    su.form("Obtain consent")
    today = referrals.now()
    referrals.agree(referral, today)
    desk("he.jun").open_task("Review the referral", patient)
    referrals.approve(referral)
    chen.open_task("Decide on the request", patient)


def test_referred_onward_to_the_other_hospital(desk, referrals):
    # given a request that another hospital would serve better
    referral = referrals.sent("Chronic back pain")
    patient = referral.patient.latin
    chen = desk("chen.min")
    form = chen.open_task("Decide on the request", patient)
    form.mark("Refer onward")
    form.choose("Suggested organisation", "TCM")
    form.write("Why there", "Acupuncture and rehabilitation.")
    form.send("Send the decision")
    chen.expect_notice("Done: Decide on the request")

    # when the sender follows the advice
    su = desk("su.yan")
    form = su.open_task("Decide the next step", patient)
    form.mark("Send to the suggested organisation")
    form.send("Go on")
    su.expect_notice("Done: Decide the next step")

    # then the other hospital accepts, and its doctor waits for the patient
    tcm = desk("tcm.office")
    form = tcm.open_task("Decide on the request", patient)
    form.mark("Accept and book")
    form.choose("Department", "Internal medicine")
    form.at("Slot", (referrals.now() + timedelta(hours=20)).replace(minute=0))
    form.send("Send the decision")
    tcm.expect_notice("Done: Decide on the request")
    desk("tcm.doctor").open_task("Confirm the arrival", patient)
    expect_on_board(su, "Accepted", patient)
    su.page.locator("[data-row]").filter(has_text=patient).click()
    expect(su.page.locator(".lanes")).to_contain_text("Referred onward")
    expect(su.page.locator(".lane-head")).to_contain_text("TCM")
