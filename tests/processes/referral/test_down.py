"""Down-referral: the same two processes, from the hospital to the community."""

from __future__ import annotations

import pytest

from engine.errors import FormInvalid
from tests.processes.referral import steps
from tests.processes.referral.region import HEXI, YUANSHAN, Instance, Region

PLAN = {"rehabilitation_plan": "Walk daily, salt below 6 g", "follow_up_schedule": "Every two weeks for three months"}
DOWN = {"to_organisation_id": HEXI, "to_department": "gp", "indication_category": "stable_or_chronic", **PLAN}


def sent_down(region: Region) -> tuple[Instance, Instance]:
    sender = region.open_referral(direction="down", organisation_id=YUANSHAN)
    return sender, steps.send(region, sender, **DOWN)


def test_closes_the_loop(region: Region) -> None:
    sender, receiver = sent_down(region)
    assert receiver.variables()["rehabilitation_plan"] == PLAN["rehabilitation_plan"]
    assert receiver.task("Task_decide").candidate_groups == ("community_head@gp",)
    values = {"decision": "accepted", "slot_at": steps.SLOT, "accepting_department": "gp", "receiving_doctor": "su.yan"}
    region.complete(receiver, "Task_decide", values)
    assert receiver.task("Task_arrival").candidate_groups == ("community_doctor@gp",)
    steps.arrive(region, receiver)
    steps.treat(region, receiver)
    region.complete(sender, "Task_accept_outcome", {"outcome_accepted": True})
    assert (sender.ended, receiver.ended) == ("completed", "completed")
    assert region.stages[-5:] == ["accepted", "scheduled", "arrived", "outcome_sent", "closed"]


def test_hospital_roles_prepare_and_review(region: Region) -> None:
    sender = region.open_referral(direction="down", organisation_id=YUANSHAN)
    assert sender.task("Task_slip").candidate_groups == ("doctor@cardiology",)
    steps.prepare(region, sender, **DOWN)
    assert sender.task("Task_out_review").candidate_groups == ("department_head@cardiology",)


def test_transit_limit_is_seven_days_from_the_slot(region: Region) -> None:
    sender, receiver = sent_down(region)
    values = {"decision": "accepted", "slot_at": steps.SLOT, "accepting_department": "gp"}
    region.complete(receiver, "Task_decide", values)
    region.advance(hours=25, days=7, minutes=-1)
    assert sender.open_tasks() == []
    region.advance(minutes=1)
    assert sender.open_tasks() == ["Task_call_patient"]


def test_unanswered_request_goes_beyond_the_head_who_should_answer(region: Region) -> None:
    _sender, receiver = sent_down(region)
    region.advance(hours=36)
    assert [(level, groups) for level, _text, groups in region.notices] == [
        (1, ["community_head@gp"]),
        (2, ["quality_officer@quality"]),
        (2, ["department_head@cardiology"]),  # of the sender: nobody has answered
        (3, ["administrator@informatics", "quality_officer@quality"]),
    ]
    assert receiver.open_tasks() == ["Task_decide_escalated"]


def test_plan_for_the_community_is_required(region: Region) -> None:
    sender = region.open_referral(direction="down", organisation_id=YUANSHAN)
    with pytest.raises(FormInvalid) as refusal:
        region.complete(sender, "Task_slip", {**steps.SLIP, **DOWN, "rehabilitation_plan": "", "follow_up_schedule": ""})
    assert set(refusal.value.field_errors) == {"rehabilitation_plan", "follow_up_schedule"}
