"""What the receiver may answer, and what happens when it does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import FormInvalid
from tests.processes.referral import steps
from tests.processes.referral.region import TCM, Region, forms


def test_unanswered_request_reminds_then_escalates(region: Region) -> None:
    # given a request that nobody decides
    sender = region.open_referral()
    receiver = steps.send(region, sender)

    # when 24 hours pass, then the office is reminded and keeps its task
    region.advance(hours=23, minutes=59)
    assert region.notices == []
    region.advance(minutes=1)
    assert region.notices == [(1, "escalation.reminder", ["referral_office@referral_office"])]
    assert receiver.open_tasks() == ["Task_decide"]

    # when another 4 hours pass, then the head of the office has it, and the office still may
    region.advance(hours=4)
    assert region.notices[-1] == (2, "escalation.acceptance", ["referral_office_head@referral_office"])
    escalated = receiver.task("Task_decide_escalated")
    assert escalated.candidate_groups == ("referral_office_head@referral_office", "referral_office@referral_office")

    # when another 8 hours pass, then the quality officer is told, once
    region.advance(hours=8)
    assert (3, "escalation.acceptance", ["quality_officer@quality"]) in region.notices

    # and the sender's head learns that nobody has answered
    assert (2, "escalation.acceptance", ["community_head@gp"]) in region.notices
    region.advance(days=3)
    assert len(region.notices) == 4
    assert region.stages[-1] == "in_review"

    # and the late decision still counts
    region.complete(
        receiver,
        "Task_decide_escalated",
        {"decision": "accepted", "slot_at": "2026-03-10T09:00:00+08:00", "accepting_department": "cardiology"},
    )
    assert receiver.open_tasks() == ["Task_arrival"]
    assert sender.waits_for("ReferralArrival")


def test_decision_in_time_stops_the_clock(region: Region) -> None:
    receiver = steps.send(region, region.open_referral())
    steps.accept(region, receiver)
    region.advance(hours=30)
    assert region.notices == []


def test_rejected_request_is_changed_and_sent_again(region: Region) -> None:
    # given a rejection
    sender = region.open_referral()
    first = steps.send(region, sender)
    steps.reject(region, first)
    assert (first.ended, sender.open_tasks()) == ("completed", ["Task_next_step"])
    assert region.stages[-1] == "rejected"

    # when the doctor changes it and sends it elsewhere
    region.complete(sender, "Task_next_step", {"next_step": "revise"})
    assert region.stages[-1] == "draft"
    second = steps.send(region, sender, to_organisation_id=TCM)

    # then the other hospital decides
    assert (second.organisation_id, second.open_tasks()) == (TCM, ["Task_decide"])
    assert region.stages[-6:] == ["draft", "submitted", "out_review", "sent", "received", "in_review"]


def test_rejected_request_is_closed(region: Region) -> None:
    sender = region.open_referral()
    steps.reject(region, steps.send(region, sender))
    region.complete(sender, "Task_next_step", {"next_step": "close"})
    assert (sender.ended, region.stages[-2:]) == ("completed", ["rejected", "not_accepted"])


def test_referred_onward_then_changed_and_refused_at_home(region: Region) -> None:
    # given a hospital that names another one, and a doctor who rather changes the slip
    sender = region.open_referral()
    steps.refer_onward(region, steps.send(region, sender))
    region.complete(sender, "Task_next_step", {"next_step": "revise"})
    steps.prepare(region, sender)
    assert region.stages[-4:] == ["referred_onward", "draft", "submitted", "out_review"]

    # when the own head says no
    region.complete(sender, "Task_out_review", {"review_decision": "reject", "review_note": "We treat this here"}, actor_id=8)

    # then the case ends as that, not as a closed loop
    assert (sender.ended, region.stages[-1]) == ("completed", "out_rejected")


def test_referred_onward_then_closed(region: Region) -> None:
    sender = region.open_referral()
    steps.refer_onward(region, steps.send(region, sender))
    region.complete(sender, "Task_next_step", {"next_step": "close"})
    assert (sender.ended, region.stages[-1]) == ("completed", "not_accepted")


def test_undecided_next_step_reaches_the_head(region: Region) -> None:
    sender = region.open_referral()
    steps.reject(region, steps.send(region, sender))
    region.advance(hours=24)
    assert region.notices == [(2, "escalation.overdue", ["community_head@gp"])]
    assert sender.open_tasks() == ["Task_next_step"]


def test_receiver_that_ends_without_an_answer_gives_the_request_back(region: Region) -> None:
    sender = region.open_referral()
    steps.send(region, sender)
    region.give_back(sender, "System moved")
    shown = sender.task("Task_next_step").form_values
    assert (shown["decision"], shown["reject_reason"], shown["reject_note"]) == ("rejected", "other", "System moved")
    assert region.stages[-1] == "rejected"


def test_rejection_offers_no_onward_organisation(region: Region) -> None:
    sender = region.open_referral()
    steps.reject(region, steps.send(region, sender))
    with pytest.raises(FormInvalid) as refusal:
        region.complete(sender, "Task_next_step", {"next_step": "onward"})
    assert set(refusal.value.field_errors) == {"next_step"}
    assert steps_offered("rejected") == ["revise", "close"]
    assert steps_offered("onward") == ["onward", "revise", "close"]


def steps_offered(decision: str) -> list[str]:
    shown = forms()["referral_next_step"].render("en", {"decision": decision})
    return next([each["value"] for each in field["values"]] for field in shown["components"] if field["key"] == "next_step")


def test_referred_onward_the_sender_asks_the_next(region: Region) -> None:
    # given a hospital that names another one
    sender = region.open_referral()
    first = steps.send(region, sender)
    steps.refer_onward(region, first)
    assert region.stages[-1] == "referred_onward"

    # when the doctor agrees
    region.complete(sender, "Task_next_step", {"next_step": "onward"})

    # then the other one has the request under the same number, and decides about the department
    second = region.receiver()
    assert (second.organisation_id, second.state.business_key) == (TCM, sender.state.business_key)
    assert second.variables()["to_department"] is None
    assert region.stages[-5:] == ["in_review", "referred_onward", "sent", "received", "in_review"]
    steps.accept(region, second, doctor=None)
    assert second.task("Task_arrival").assignee == ""
    assert sender.variables()["decision"] == "accepted"


def test_rejection_needs_a_reason(region: Region) -> None:
    receiver = steps.send(region, region.open_referral())
    with pytest.raises(FormInvalid) as refusal:
        region.complete(receiver, "Task_decide", {"decision": "rejected"})
    assert set(refusal.value.field_errors) == {"reject_reason", "reject_note"}


def test_doctor_must_belong_to_the_department(region: Region) -> None:
    receiver = steps.send(region, region.open_referral())
    with pytest.raises(FormInvalid) as refusal:
        steps.accept(region, receiver, doctor="su.yan")
    assert set(refusal.value.field_errors) == {"receiving_doctor"}


def test_a_request_that_went_up_is_as_late_as_it_is(region: Region) -> None:
    receiver = steps.send(region, region.open_referral())
    assert receiver.due_in("Task_decide") == timedelta(hours=24)
    region.advance(hours=28)
    assert receiver.due_in("Task_decide_escalated") == timedelta(hours=-4)


def test_the_hospital_reads_findings_and_phone_of_the_slip(region: Region) -> None:
    receiver = steps.send(region, region.open_referral(), spo2=88, past_history="Hypertension", treatment_given="Aspirin")
    shown = forms()["referral_decision"].render("en", receiver.variables())["components"]
    known = {each["key"]: each.get("defaultValue") for each in shown if each.get("key")}
    assert known["phone"] == steps.SLIP["phone"]
    assert (known["spo2"], known["past_history"], known["treatment_given"]) == (88, "Hypertension", "Aspirin")
