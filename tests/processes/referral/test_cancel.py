"""A referral can be cancelled at each stage, and both sides know."""

from __future__ import annotations

from tests.processes.referral import steps
from tests.processes.referral.region import Region


def cancelled_on_both_sides(region: Region) -> bool:
    ended = [each.ended for each in region.instances] == ["terminated", "completed"]
    return ended and region.stages[-1] == "cancelled" and region.sent[-2:] == ["ReferralCancel", "ReferralCancelConfirm"]


def test_while_preparing(region: Region) -> None:
    sender = region.open_referral()
    region.ask_cancel(sender)
    assert (sender.ended, sender.open_tasks(), region.sent, region.stages) == ("completed", [], [], ["cancelled"])


def test_while_the_head_reviews(region: Region) -> None:
    sender = region.open_referral()
    steps.prepare(region, sender)
    region.ask_cancel(sender)
    assert (sender.ended, region.sent, region.stages) == ("completed", [], ["submitted", "out_review", "cancelled"])


def test_while_the_office_decides(region: Region) -> None:
    sender = region.open_referral()
    steps.send(region, sender)
    region.ask_cancel(sender)
    assert cancelled_on_both_sides(region)
    assert region.receiver().variables()["cancel_reason"] == "The patient declined"


def test_while_the_decision_is_escalated(region: Region) -> None:
    sender = region.open_referral()
    steps.send(region, sender)
    region.advance(hours=28)
    region.ask_cancel(sender)
    assert cancelled_on_both_sides(region)


def test_while_the_patient_is_on_the_way(region: Region) -> None:
    sender = region.open_referral()
    steps.accept(region, steps.send(region, sender))
    region.ask_cancel(sender)
    assert cancelled_on_both_sides(region)


def test_while_the_doctor_calls_the_patient(region: Region) -> None:
    sender = region.open_referral()
    receiver = steps.send(region, sender)
    steps.accept(region, receiver)
    region.complete(receiver, "Task_arrival", {"arrival": "no_show"})
    assert sender.open_tasks() == ["Task_call_patient"]
    region.ask_cancel(sender)
    assert cancelled_on_both_sides(region)


def test_while_the_doctor_decides_the_next_step(region: Region) -> None:
    sender = region.open_referral()
    steps.reject(region, steps.send(region, sender))
    region.ask_cancel(sender)
    assert (sender.ended, sender.open_tasks()) == ("completed", [])
    assert "ReferralCancel" not in region.sent
    assert region.stages[-2:] == ["rejected", "cancelled"]


def test_while_a_receiver_names_another(region: Region) -> None:
    sender = region.open_referral()
    steps.refer_onward(region, steps.send(region, sender))
    region.ask_cancel(sender)
    assert (sender.ended, region.stages[-2:]) == ("completed", ["referred_onward", "cancelled"])


def test_while_the_office_books_anew(region: Region) -> None:
    sender = region.open_referral()
    receiver = steps.send(region, sender)
    steps.accept(region, receiver)
    region.complete(receiver, "Task_arrival", {"arrival": "no_show"})
    region.complete(sender, "Task_call_patient", {"call_result": "coming"})
    region.ask_cancel(sender)
    assert cancelled_on_both_sides(region)


def test_not_while_the_patient_is_treated(region: Region) -> None:
    sender = region.open_referral()
    receiver = steps.send(region, sender)
    steps.accept(region, receiver)
    steps.arrive(region, receiver)
    assert not sender.waits_for("ReferralCancelRequested")
    assert not receiver.waits_for("ReferralCancel")
    assert receiver.open_tasks() == ["Task_treat"]


def test_arrival_that_crosses_the_cancellation_wins(region: Region) -> None:
    # given a line that is down while the doctor cancels and the patient arrives
    sender = region.open_referral()
    receiver = steps.send(region, sender)
    steps.accept(region, receiver)
    region.is_cut = True
    region.ask_cancel(sender)
    steps.arrive(region, receiver)

    # when it is up again
    region.is_cut = False
    region.settle()

    # then the treatment goes on, and the doctor waits for its outcome
    assert receiver.open_tasks() == ["Task_treat"]
    assert (sender.waits_for("ReferralOutcome"), region.stages[-1]) == (True, "arrived")
    assert not sender.waits_for("ReferralCancelConfirm")


def test_not_after_the_outcome(region: Region) -> None:
    sender = region.open_referral()
    receiver = steps.send(region, sender)
    steps.accept(region, receiver)
    steps.arrive(region, receiver)
    steps.treat(region, receiver)
    assert not sender.waits_for("ReferralCancelRequested")


def test_outcome_that_crosses_the_cancellation_wins(region: Region) -> None:
    # given a line that is down while the doctor cancels and the hospital writes the outcome, which overtakes the arrival
    sender = region.open_referral()
    receiver = steps.send(region, sender)
    steps.accept(region, receiver)
    region.is_cut = True
    region.ask_cancel(sender)
    steps.arrive(region, receiver)
    steps.treat(region, receiver)
    region.messages.sort(key=lambda message: message[1].name == "ReferralArrival")

    # when it is up again
    region.is_cut = False
    region.settle()

    # then the patient was treated, and the doctor takes the patient back
    assert sender.open_tasks() == ["Task_accept_outcome"]
    assert [message.name for _, message in region.messages] == ["ReferralCancel", "ReferralArrival"]


def test_unanswered_cancellation_is_settled_by_phone(region: Region) -> None:
    # given a cancellation that is not confirmed within its limit
    sender = region.open_referral()
    steps.send(region, sender)
    region.is_cut = True
    region.ask_cancel(sender)
    region.advance(hours=24)
    assert "Task_settle_cancel" in sender.open_tasks()

    # when they will answer, then it waits again; when they confirm, it ends
    region.complete(sender, "Task_settle_cancel", {"cancel_answer": "wait", "settle_note": "Office, 09:10"})
    assert sender.waits_for("ReferralCancelConfirm")
    region.advance(hours=28)
    assert (2, "escalation.overdue", ["community_head@gp"]) in region.notices
    region.complete(sender, "Task_settle_cancel", {"cancel_answer": "confirmed", "settle_note": "Office, 09:20"})
    assert (sender.ended, region.stages[-1]) == ("terminated", "cancelled")


def test_receiver_that_ends_while_asked_to_cancel_confirms_it(region: Region) -> None:
    sender = region.open_referral()
    steps.send(region, sender)
    region.is_cut = True
    region.ask_cancel(sender)
    region.give_back(sender, "System moved")
    region.is_cut = False
    region.settle()
    assert (sender.ended, region.stages[-1]) == ("terminated", "cancelled")
