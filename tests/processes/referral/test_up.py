"""Up-referral from indication to closed loop, and the ways out before it is sent."""

from __future__ import annotations

from datetime import date

import pytest

from engine.errors import FormInvalid
from tests.processes.referral import steps
from tests.processes.referral.region import Region

UP_TO_DECISION = ["submitted", "out_review", "sent", "received", "in_review"]


def test_closes_the_loop(region: Region) -> None:
    # given a routine up-referral
    sender = region.open_referral()
    assert sender.open_tasks() == ["Task_slip"]
    assert sender.task("Task_slip").candidate_groups == ("community_doctor@gp",)

    # when everybody does their part
    receiver = steps.send(region, sender)
    assert receiver.task("Task_decide").candidate_groups == ("referral_office@referral_office",)
    steps.accept(region, receiver)
    arrival = receiver.task("Task_arrival")
    assert (arrival.candidate_groups, arrival.assignee) == (("doctor@cardiology",), "lin.hao")
    region.advance(hours=25)
    steps.arrive(region, receiver)
    steps.treat(region, receiver)
    steps.follow_up(region, sender)

    # then both sides have ended and nothing is left over
    assert (sender.ended, receiver.ended) == ("completed", "completed")
    assert region.messages == []
    assert region.sent == ["ReferralRequest", "ReferralReceived", "ReferralDecision", "ReferralArrival", "ReferralOutcome"]
    assert region.stages == [
        *UP_TO_DECISION,
        "accepted",
        "scheduled",
        "in_transit",
        "arrived",
        "outcome_sent",
        "follow_up",
        "closed",
    ]


def test_numeric_rule_makes_the_indication(region: Region) -> None:
    sender = region.open_referral()
    region.complete(
        sender, "Task_slip", {**steps.SLIP, "indication_category": "none", "gcs": 12, "spo2": 90, "stroke_onset_hours": 4.5}
    )
    assert sender.variables()["indication_rules"] == ["gcs_at_most_12", "stroke_within_4_5_h"]
    assert sender.open_tasks() == ["Task_consent"]


def test_every_numeric_rule_can_hit(region: Region) -> None:
    findings = {
        "gcs": 8,
        "respiratory_rate": 31,
        "spo2": 89,
        "chest_pain_minutes": 16,
        "chest_pain_unrelieved": True,
        "stroke_onset_hours": 1,
        "haemoptysis_ml": 501,
        "systolic_bp": 89,
        "gi_bleeding": True,
        "iss": 16,
    }
    sender = region.open_referral()
    region.complete(sender, "Task_slip", {**steps.SLIP, **findings})
    assert len(sender.variables()["indication_rules"]) == 9  # eight findings and the category


def test_values_at_the_limit_do_not_hit(region: Region) -> None:
    findings = {
        "gcs": 13,
        "respiratory_rate": 30,
        "spo2": 90,
        "chest_pain_minutes": 15,
        "chest_pain_unrelieved": True,
        "stroke_onset_hours": 4.6,
        "haemoptysis_ml": 500,
        "systolic_bp": 90,
        "gi_bleeding": True,
        "iss": 15,
    }
    sender = region.open_referral()
    region.complete(sender, "Task_slip", {**steps.SLIP, **findings, "indication_category": "none"})
    assert sender.variables()["indication_rules"] == []
    assert sender.open_tasks() == ["Task_justify"]


def test_reason_stands_in_for_an_indication(region: Region) -> None:
    sender = region.open_referral()
    region.complete(sender, "Task_slip", {**steps.SLIP, "indication_category": "none"})
    region.complete(
        sender, "Task_justify", {"indication_decision": "send_anyway", "justification": "Family history of sudden death"}
    )
    region.complete(sender, "Task_consent", steps.CONSENT)
    assert sender.open_tasks() == ["Task_out_review"]
    assert sender.task("Task_out_review").form_values["justification"] == "Family history of sudden death"


def test_withdraws_without_indication(region: Region) -> None:
    sender = region.open_referral()
    region.complete(sender, "Task_slip", {**steps.SLIP, "indication_category": "none"})
    region.complete(sender, "Task_justify", {"indication_decision": "withdraw", "justification": "Will be seen here"})
    assert (sender.ended, region.sent, region.stages) == ("completed", [], ["cancelled"])


def test_ends_when_the_patient_refuses(region: Region) -> None:
    sender = region.open_referral()
    region.complete(sender, "Task_slip", steps.SLIP)
    region.complete(sender, "Task_consent", {**steps.CONSENT, "consent_status": "refused"})
    assert (sender.ended, region.sent, region.stages) == ("completed", [], ["cancelled"])


def test_review_returns_the_slip_for_changes(region: Region) -> None:
    # given a slip that the head returns
    sender = region.open_referral()
    steps.prepare(region, sender)
    region.complete(sender, "Task_out_review", {"review_decision": "return", "review_note": "Add the ECG"}, actor_id=8)
    assert (sender.open_tasks(), region.stages[-1]) == (["Task_slip"], "out_returned")

    # when the doctor sends it again, then the earlier answers are filled in, the earlier review is not
    assert sender.task("Task_slip").form_values["history"] == steps.SLIP["history"]
    steps.prepare(region, sender)
    assert sender.task("Task_out_review").form_values["review_decision"] is None
    assert region.stages == ["submitted", "out_review", "out_returned", "submitted", "out_review"]


def test_unreviewed_slip_reaches_the_head(region: Region) -> None:
    sender = region.open_referral()
    steps.prepare(region, sender)
    region.advance(hours=4)
    assert region.notices == [(2, "escalation.review", ["community_head@gp"])]
    assert sender.open_tasks() == ["Task_out_review"]


def test_review_rejects(region: Region) -> None:
    sender = region.open_referral()
    steps.prepare(region, sender)
    region.complete(sender, "Task_out_review", {"review_decision": "reject", "review_note": "We treat this here"}, actor_id=8)
    assert (sender.ended, region.sent, region.stages) == ("completed", [], ["submitted", "out_review", "out_rejected"])


def test_death_closes_without_follow_up(region: Region) -> None:
    sender = region.open_referral()
    receiver = steps.send(region, sender)
    steps.accept(region, receiver)
    steps.arrive(region, receiver)
    region.complete(receiver, "Task_treat", {"care_setting": "emergency"})
    values = {name: value for name, value in steps.OUTCOME.items() if name not in ("return_on", "next_plan")}
    region.complete(receiver, "Task_outcome_slip", {**values, "outcome_result": "died"})
    region.complete(sender, "Task_accept_outcome", {"outcome_accepted": True})
    assert (sender.ended, region.stages[-2:]) == ("completed", ["outcome_sent", "closed"])


def test_slip_proposes_its_validity(region: Region) -> None:
    proposed = region.open_referral().task("Task_slip").form_values
    assert (proposed["valid_from"], proposed["valid_to"]) == (date(2026, 3, 2), date(2026, 3, 16))


def test_slip_refuses_contradictions(region: Region) -> None:
    sender = region.open_referral()
    with pytest.raises(FormInvalid) as refusal:
        region.complete(sender, "Task_slip", {**steps.SLIP, "to_department": "gp"})
    assert set(refusal.value.field_errors) == {"to_department"}
    with pytest.raises(FormInvalid) as refusal:
        region.complete(sender, "Task_slip", {**steps.SLIP, "valid_to": "2026-03-01"})
    assert set(refusal.value.field_errors) == {"valid_to"}


def test_consent_needs_both_explanations(region: Region) -> None:
    sender = region.open_referral()
    region.complete(sender, "Task_slip", steps.SLIP)
    with pytest.raises(FormInvalid) as refusal:
        region.complete(sender, "Task_consent", {**steps.CONSENT, "disclosed_transit_risk": False})
    assert set(refusal.value.field_errors) == {"consent_status"}


def test_decision_refuses_a_slot_in_the_past(region: Region) -> None:
    receiver = steps.send(region, region.open_referral())
    with pytest.raises(FormInvalid) as refusal:
        values = {"decision": "accepted", "slot_at": "2026-03-01T09:00:00+08:00", "accepting_department": "cardiology"}
        region.complete(receiver, "Task_decide", values)
    assert set(refusal.value.field_errors) == {"slot_at"}


def test_arrival_needs_a_checked_identity(region: Region) -> None:
    receiver = steps.send(region, region.open_referral())
    steps.accept(region, receiver)
    with pytest.raises(FormInvalid) as refusal:
        region.complete(receiver, "Task_arrival", {"arrival": "arrived", "arrived_at": "2026-03-02T00:00:00Z"})
    assert set(refusal.value.field_errors) == {"identity_checked"}
