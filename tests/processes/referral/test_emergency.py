"""Emergency green channel: nobody waits for a review or a decision; what is missing is entered afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import FormInvalid
from tests.processes.referral import steps
from tests.processes.referral.region import Instance, Region

EMERGENCY = {**steps.SLIP, "urgency": "emergency", "stroke_onset_hours": 2}
RECORD = {
    "impression": "Stroke",
    "history": "Weakness of the left arm since 06:00",
    "allergy": "none known",
    "consent_status": "agreed",
    "consent_document": "K-17",
    "retro_confirmed": True,
}


def green_channel(region: Region) -> tuple[Instance, Instance]:
    sender = region.open_referral(urgency="emergency")
    region.complete(sender, "Task_slip", EMERGENCY)
    return sender, region.receiver()


def test_goes_straight_on_its_way(region: Region) -> None:
    sender, receiver = green_channel(region)
    assert receiver.open_tasks() == ["Task_arrival"]
    assert receiver.task("Task_arrival").priority == 90
    assert sender.open_tasks() == ["Task_retro_entry"]
    assert sender.waits_for("ReferralArrival")
    assert region.sent == ["ReferralRequest", "ReferralReceived", "ReferralDecision"]
    assert region.stages == ["sent", "received", "in_transit"]
    assert sender.variables()["consent_status"] == "pending"


def test_closes_when_record_and_loop_are_complete(region: Region) -> None:
    sender, receiver = green_channel(region)
    steps.arrive(region, receiver)
    steps.treat(region, receiver)
    region.complete(sender, "Task_accept_outcome", {"outcome_accepted": True})
    assert sender.due_in("Task_follow_up") == timedelta(days=14)
    region.complete(sender, "Task_follow_up", steps.VISIT)
    assert sender.ended == ""
    region.complete(sender, "Task_retro_entry", RECORD)
    assert sender.ended == "completed"


def test_an_emergency_that_does_not_arrive_alarms_both_sides_after_two_hours(region: Region) -> None:
    sender, receiver = green_channel(region)
    region.advance(hours=1, minutes=59)
    assert "Task_call_patient" not in sender.open_tasks()
    region.advance(minutes=1)
    assert sender.open_tasks() == ["Task_call_patient", "Task_retro_entry"]
    assert receiver.open_tasks() == ["Task_arrival"]
    assert {groups[0].split("@")[0] for _level, _text, groups in region.notices if groups} >= {"department_head"}


def test_limit_counts_from_now_without_a_slot(region: Region) -> None:
    sender, _ = green_channel(region)
    region.advance(hours=48)
    assert sender.open_tasks() == ["Task_call_patient", "Task_retro_entry"]
    assert (2, "escalation.overdue", ["community_head@gp"]) in region.notices  # the record, after a day


def test_cancelling_ends_the_record_too(region: Region) -> None:
    sender, receiver = green_channel(region)
    region.ask_cancel(sender)
    assert (sender.ended, receiver.ended, sender.open_tasks()) == ("terminated", "completed", [])
    assert region.stages[-2:] == ["in_transit", "cancelled"]


def test_record_must_be_confirmed(region: Region) -> None:
    sender, _ = green_channel(region)
    with pytest.raises(FormInvalid) as refusal:
        region.complete(sender, "Task_retro_entry", {**RECORD, "retro_confirmed": False, "consent_document": ""})
    assert set(refusal.value.field_errors) == {"retro_confirmed", "consent_document"}


def test_the_slip_asks_only_what_is_known_in_an_emergency(region: Region) -> None:
    asked = ("to_organisation_id", "to_department", "urgency", "phone", "impression", "allergy", "valid_from", "valid_to")
    short = {name: EMERGENCY[name] for name in asked}
    sender = region.open_referral(urgency="emergency")
    assert sender.task("Task_slip").due_at == region.now + timedelta(minutes=15)
    region.complete(sender, "Task_slip", short)
    assert region.receiver().open_tasks() == ["Task_arrival"]
    assert sender.open_tasks() == ["Task_retro_entry"]


def test_stands_above_other_work_from_the_slip_on(region: Region) -> None:
    sender = region.open_referral(urgency="emergency")
    assert sender.task("Task_slip").priority == 90
    assert region.open_referral().task("Task_slip").priority == 50
