"""What the slip says and why it took a hard turn: told in words to both sides, and to nobody beyond what was theirs to read."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from ..referral_steps import Referral, work

REJECTION = {"decision": "rejected", "reject_reason": "no_capacity", "reject_note": "No bed before Friday, ask again then."}


def page_of(signed_in, username, referral, language="en"):
    client = signed_in(username, headers={"Accept-Language": language})
    answer = client.get(reverse("referrals:case", args=[referral.number]))
    assert answer.status_code == 200
    return answer.content.decode()


def slip_of(page):
    return page.partition('<dl class="facts wide">')[2].partition("</dl>")[0]


def test_both_sides_read_the_slip_in_words(signed_in, referral):
    referral.send()
    for username in ("su.yan", "chen.min"):
        slip = slip_of(page_of(signed_in, username, referral))
        assert "Present illness and reason for referral" in slip
        assert "Chest pain on exertion for two weeks." in slip
        assert "Allergies" in slip
        assert "Needs further diagnosis" in slip
        for raw in ("further_diagnosis", "indication_category", "valid_to", "2026-"):
            assert raw not in slip
        assert "<dt>Department</dt><dd>Cardiology</dd>" in page_of(signed_in, username, referral)
    chinese = slip_of(page_of(signed_in, "chen.min", referral, "zh-CN"))
    assert "现病史及转诊原因" in chinese
    assert "需进一步明确诊断" in chinese


def test_a_rejection_tells_its_reason_to_both_sides_and_its_person_to_colleagues(signed_in, referral):
    referral.send().do("chen.min", REJECTION)
    sender, receiver = (page_of(signed_in, username, referral) for username in ("su.yan", "chen.min"))
    for page in (sender, receiver):
        assert "No capacity" in page
        assert "No bed before Friday" in page
        assert "no_capacity" not in page
        assert "Referral office" in page
    assert "Chen Min" not in sender
    assert "Chen Min" in receiver
    assert "无接收能力" in page_of(signed_in, "su.yan", referral, "zh-CN")


def test_both_sides_read_what_was_agreed(signed_in, referral, clock):
    slot = (clock() + timedelta(hours=20)).isoformat()
    referral.send().do("chen.min", {"decision": "accepted", "slot_at": slot, "accepting_department": "cardiology"})
    for username in ("su.yan", "chen.min"):
        page = page_of(signed_in, username, referral)
        agreed = page.partition("Scheduled</h2>")[2].partition("</section>")[0]
        assert "<dt>Slot</dt>" in agreed
        assert "04:00" in agreed  # on the clock of Shanghai
        assert "Cardiology" in agreed
    assert "No reason was written" not in page


def test_who_rejected_reads_nothing_that_was_written_later(signed_in, referral, clock):
    # given a rejected referral whose sender changes the slip and cancels
    referral.send().do("chen.min", REJECTION)
    clock.advance(minutes=5)
    sent = {"reason": "Admitted elsewhere with an infarction"}
    answer = signed_in("su.yan").post(reverse("referrals:cancel", args=[referral.number]), sent)
    assert answer.status_code == 302
    work()

    # then the sender reads both turns, the former receiver its own alone, with the slip as it was sent
    sender, former = (page_of(signed_in, username, referral) for username in ("su.yan", "chen.min"))
    assert "Admitted elsewhere" in sender
    assert "No bed before Friday" in sender
    assert "Admitted elsewhere" not in former
    assert "No bed before Friday" in former
    assert "as it was sent to you" in former
    assert "Chest pain on exertion for two weeks." in slip_of(former)


def test_a_cancellation_tells_who_wanted_it_and_why(signed_in, referral):
    referral.send()
    signed_in("su.yan").post(reverse("referrals:cancel", args=[referral.number]), {"reason": "The patient went elsewhere"})
    work()
    sender, receiver = (page_of(signed_in, username, referral) for username in ("su.yan", "chen.min"))
    for page in (sender, receiver):
        assert "The patient went elsewhere" in page
        assert "Community doctor" in page
    assert "Su Yan" not in receiver.partition("The patient went elsewhere")[2].partition("</section>")[0]


def test_who_has_no_part_reads_neither_slip_nor_reason(signed_in, referral):
    referral.send().do("chen.min", REJECTION)
    assert signed_in("dong.men").get(reverse("referrals:case", args=[referral.number])).status_code == 404
    # quality sees how it stands, not what was written
    page = page_of(signed_in, "gao.li", referral)
    assert "No bed before Friday" not in page
    assert "Chest pain on exertion for two weeks." not in page


def test_the_emergency_arrival_shows_the_slip_and_its_allergies(signed_in, referral, actor, organisation):
    emergency = Referral(actor, organisation, urgency="emergency", patient=1)
    slip = {name: value for name, value in emergency.slip().items() if name not in ("history", "indication_category")}
    emergency.do("su.yan", {**slip, "allergy": "Penicillin: rash", "spo2": 88})
    task = emergency.task_id("lin.hao")
    page = signed_in("lin.hao").get(reverse("work:task", args=[task])).content.decode()
    assert "Confirm the arrival" in page
    document = page.partition('id="task-document"')[2].partition("</script>")[0]
    for told in ("Penicillin: rash", '"spo2": 88', "Suspected unstable angina", "Allergies: not asked."):
        assert told in document
