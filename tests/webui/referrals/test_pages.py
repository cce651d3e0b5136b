"""The board of both sides and the page of one referral."""

from __future__ import annotations

from django.urls import reverse

from workflows.cases.models import Case

from ..referral_steps import work


def board(client, **asked):
    return client.post(reverse("referrals:index"), asked, follow=True).content.decode()


def test_both_sides_see_the_same_stage(signed_in, referral):
    referral.send()
    for username in ("su.yan", "chen.min"):
        page = board(signed_in(username))
        assert referral.number in page
        assert "Received" in page
        assert referral.patient.name_latin in page


def test_the_receiver_sees_nothing_before_it_is_sent_and_others_never(signed_in, referral):
    assert referral.number not in board(signed_in("chen.min"))
    referral.send()
    assert referral.number not in board(signed_in("dong.men"))
    assert signed_in("dong.men").get(reverse("referrals:case", args=[referral.number])).status_code == 404


def test_filters_narrow_the_board(signed_in, referral):
    client = signed_in("su.yan")
    assert referral.number in board(client, side="sent", urgency="routine", direction="up", q="chest")
    for asked in ({"side": "received"}, {"urgency": "urgent"}, {"direction": "down"}, {"q": "cough"}):
        page = board(client, **asked)
        assert referral.number not in page
        assert "No referral matches." in page


def test_the_columns_come_alone_for_the_script(signed_in, referral):
    page = signed_in("su.yan").get(reverse("referrals:index"), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert referral.number in page


def test_the_page_tells_both_lanes_codes_and_own_tasks(signed_in, referral):
    referral.send()
    page = signed_in("chen.min").get(reverse("referrals:case", args=[referral.number])).content.decode()
    assert "Hexi Community Health Centre" in page
    assert "Yuanshan People" in page
    assert "Decide on the request" in page
    assert "CVA-0282" in page
    assert "received" in page  # FHIR Task
    assert "Referral: receiver" in page
    assert "Referral: sender" not in page  # the other side's process stays its own


def test_cancelling_needs_a_reason(signed_in, referral):
    referral.send()
    answer = signed_in("su.yan").post(reverse("referrals:cancel", args=[referral.number]), {"reason": " "})
    assert answer.status_code == 400
    assert "Expected a reason" in answer.content.decode()


def test_cancelling_goes_to_the_receiver_and_is_confirmed(signed_in, referral):
    # given a referral that the hospital is deciding on
    referral.send()
    url = reverse("referrals:cancel", args=[referral.number])

    # when the doctor cancels it, twice
    sent = {"reason": "The patient went elsewhere"}
    assert "on its way" in signed_in("su.yan").post(url, sent, follow=True).content.decode()
    work()
    again = signed_in("su.yan").post(url, sent)

    # then it is cancelled on both sides, and the second wish is refused
    assert Case.objects.get(number=referral.number).stage == "cancelled"
    assert "Decide on the request" not in signed_in("chen.min").get(reverse("work:index")).content.decode()
    assert again.status_code == 409


def test_cancelling_a_draft_says_that_nobody_else_is_told(signed_in, referral):
    # given a referral that was not sent yet
    doctor = signed_in("su.yan")
    page = doctor.get(reverse("referrals:case", args=[referral.number])).content.decode()
    assert "nobody else is told" in page
    assert "The receiver is told" not in page

    # when the doctor cancels it, then the answer says so too
    sent = {"reason": "The patient went elsewhere"}
    answer = doctor.post(reverse("referrals:cancel", args=[referral.number]), sent, follow=True).content.decode()
    assert "No receiver works on it" in answer
    work()
    assert Case.objects.get(number=referral.number).stage == "cancelled"


def test_cancelling_a_sent_referral_says_that_the_receiver_is_told(signed_in, referral):
    referral.send()
    page = signed_in("su.yan").get(reverse("referrals:case", args=[referral.number])).content.decode()
    assert "The receiver is told and confirms" in page


def test_the_receiver_cannot_cancel_the_senders_referral(signed_in, referral):
    referral.send()
    page = signed_in("chen.min").get(reverse("referrals:case", args=[referral.number])).content.decode()
    assert "Cancel the referral" not in page
    answer = signed_in("chen.min").post(reverse("referrals:cancel", args=[referral.number]), {"reason": "No bed"})
    assert answer.status_code == 403


def test_a_foreign_referral_cannot_be_cancelled(signed_in, referral):
    answer = signed_in("dong.men").post(reverse("referrals:cancel", args=[referral.number]), {"reason": "x"})
    assert answer.status_code == 404


def test_the_board_shows_who_is_on_the_way(signed_in, referral, clock):
    referral.accept()
    assert stage_of(referral) == "scheduled"
    # when the day of the slot comes
    clock.advance(hours=10)
    work()
    # then both sides see the patient in transit
    assert stage_of(referral) == "in_transit"
    for username in ("su.yan", "chen.min"):
        column = board(signed_in(username)).partition('aria-label="In transit"')[2].partition("</section>")[0]
        assert referral.number in column


def stage_of(referral):
    return Case.objects.get(number=referral.number).stage


def test_the_board_says_how_long_a_card_has_stood(signed_in, referral, clock):
    doctor, board = signed_in("su.yan"), reverse("referrals:index")
    assert "just now" in doctor.get(board).content.decode()
    assert "刚刚" in doctor.get(board, headers={"Accept-Language": "zh-CN"}).content.decode()
    clock.advance(hours=3)
    assert "for 3 h" in doctor.get(board).content.decode()
