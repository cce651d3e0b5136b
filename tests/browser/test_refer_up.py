"""Step 2: a community doctor refers a patient up; the head, another person, reviews."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import expect

REASON = "Two weeks of chest tightness on exertion; the family asks for a cardiologist."


def start(desk, patient_name: str, words: dict[str, str], problem: str) -> None:
    """From the Patients page to the first task, with one refusal on the way."""
    page = desk.go("/patients/")
    page.get_by_role("searchbox", name=words["find"]).fill(patient_name)
    expect(page).to_have_url(re.compile(r"/patients/\?s=[\w-]+$"))  # the name stands in no address
    page.get_by_role("link", name=patient_name, exact=True).click()
    page.get_by_role("link", name=words["start"]).click()
    page.get_by_role("button", name=words["open"]).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    page.get_by_role("textbox", name=words["problem"]).fill(problem)
    page.get_by_role("button", name=words["open"]).click()


ENGLISH = {"find": "Name, code or phone", "start": "Start up-referral", "open": "Open the referral", "problem": "Problem"}
CHINESE = {"find": "姓名、编码或电话", "start": "发起上转", "open": "发起转诊", "problem": "主要问题"}


def test_from_the_patient_to_the_review_by_another_person(desk, referrals):
    # given a doctor who has signed in and picks a patient
    patient, today = referrals.patient(), referrals.now().date()
    su = desk("su.yan")
    start(su, patient.latin, ENGLISH, "Chest tightness on exertion")
    form = su.form("Fill in the referral slip")
    su.expect_notice(f"for {patient.latin} is open")
    expect(form.box("Initial impression")).to_have_value("Chest tightness on exertion")

    # when the slip is sent empty: each field says so, the summary leads to the first
    form.send("Check and continue")
    expect(form.summary).to_contain_text("fields need attention")
    expect(form.message("Allergies")).to_have_text("Fill this in.")
    form.summary.get_by_role("link", name="Allergies").click()
    expect(form.box("Allergies")).to_be_focused()

    # and filled in, left half-way, the page loaded again: what was typed is there
    form.write("Allergies", "None known")
    form.choose("Receiving organisation", "Yuanshan People")
    form.choose("Department", "Cardiology")
    form.write("Call-back phone of the referring doctor", "0990-5550401")
    form.on("Valid from", today)
    form.on("Valid to", today - timedelta(days=1))
    form.write("Present illness and reason for referral", "Tightness on stairs, none at rest.")
    form.choose("Category", "None of these")
    su.page.wait_for_function("""() => Object.values(localStorage).some(kept => kept.includes('"indication_category":"none"'))""")
    su.page.reload()
    form = su.form("Fill in the referral slip")
    su.expect_notice("were restored")
    expect(form.box("Present illness and reason for referral")).to_have_value("Tightness on stairs, none at rest.")
    expect(form.box("Department")).to_have_value("Cardiology")

    # then what only the server can judge is refused at its field, and the typing stays
    form.send("Check and continue")
    expect(form.message("Valid to")).to_contain_text("Expected a date on or after the first day of validity.")
    expect(form.box("Allergies")).to_have_value("None known")
    form.on("Valid to", today + timedelta(days=14))
    form.send("Check and continue")

    # nothing indicates the referral: the doctor gives a reason
    form = su.form("Give a reason or withdraw")
    su.expect_notice("Done: Fill in the referral slip", "Next: Give a reason or withdraw")
    form.mark("Refer anyway")
    form.write("Reason", REASON)
    form.send("Decide")

    # consent: not without the explanations
    form = su.form("Obtain consent")
    form.mark("Condition and reason were explained")
    form.mark("Agrees to the referral")
    form.mark("Patient")
    form.on("Signed on", today)
    form.send("Record consent")
    expect(form.message("Decision")).to_contain_text("Expected both explanations to be given before the patient agrees.")
    form.mark("Risk of the journey was explained")
    form.send("Record consent")
    su.expect_notice("Done: Obtain consent")

    # the doctor is not offered the review; the head is, with the reason, and must say why something goes back
    expect(su.row("Review the referral", patient.latin)).to_have_count(0)
    he = desk("he.jun")
    form = he.open_task("Review the referral", patient.latin)
    expect(form.box("Reason without indication")).to_have_value(REASON)
    form.mark("Return for changes")
    form.send("Record the review")
    expect(form.message("Note to the doctor")).to_contain_text("Expected a note: say what to change")
    form.write("Note to the doctor", "Please add the blood pressure.")
    form.send("Record the review")
    he.expect_notice("Done: Review the referral")

    # back at the doctor with what was typed before; sent again and approved
    form = su.open_task("Fill in the referral slip", patient.latin)
    expect(form.box("Present illness and reason for referral")).to_have_value("Tightness on stairs, none at rest.")
    form.write("Systolic blood pressure", "150")
    form.send("Check and continue")
    form = su.form("Give a reason or withdraw")
    form.mark("Refer anyway")
    form.write("Reason", REASON)
    form.send("Decide")
    form = su.form("Obtain consent")  # to the slip as it reads now
    for tick in ("Condition and reason were explained", "Risk of the journey was explained"):
        form.mark(tick)
    form.mark("Agrees to the referral")
    form.mark("Patient")
    form.on("Signed on", today)
    form.send("Record consent")
    su.expect_notice("Done: Obtain consent")
    form = he.open_task("Review the referral", patient.latin)
    form.mark("Approve and send")
    form.send("Record the review")
    he.expect_notice("Done: Review the referral")


def test_the_same_refusals_in_chinese(desk, referrals):
    # given the doctor with a Chinese browser
    patient, today = referrals.patient(), referrals.now().date()
    su = desk("su.yan", language="zh-CN")
    start(su, patient.chinese, CHINESE, "活动后胸闷")
    form = su.form("填写转出单")

    # when the slip is sent empty
    form.send("核对并继续")
    expect(form.summary).to_contain_text("项需要修改")
    expect(form.message("过敏史")).to_have_text("请填写此项。")

    # and with a wrong date and a wrong phone
    form.write("过敏史", "无")
    form.choose("转往机构", "远山县人民医院")
    form.choose("转往科室", "心")
    form.write("转出医生联系电话", "并非号码")
    form.on("有效期自", today)
    form.on("有效期至", today - timedelta(days=1))
    form.write("现病史及转诊原因", "上楼时胸闷，静息时无。")
    form.choose("指征类别", "明确诊断")
    form.send("核对并继续")
    expect(form.message("转出医生联系电话")).to_contain_text("请输入电话号码")
    form.write("转出医生联系电话", "0990-5550401")
    form.send("核对并继续")

    # then the server's rule is said in Chinese too, and the typing stays
    expect(form.message("有效期至")).to_contain_text("有效期截止日不应早于起始日。")
    expect(form.box("过敏史")).to_have_value("无")
    form.on("有效期至", today + timedelta(days=14))
    form.send("核对并继续")
    su.form("取得知情同意")
