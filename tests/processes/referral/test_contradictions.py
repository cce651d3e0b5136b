"""What contradicts the record, the slip or time itself is refused at the field, and the task stays open."""

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import FormInvalid
from tests.processes.referral import steps
from tests.processes.referral.region import Instance, Region


def refused(region: Region, instance: Instance, task: str, values: dict[str, Any]) -> set[str]:
    with pytest.raises(FormInvalid) as refusal:
        region.complete(instance, task, values)
    assert task in instance.open_tasks()
    return set(refusal.value.field_errors)


def accepted(region: Region) -> Instance:
    receiver = steps.send(region, region.open_referral())
    steps.accept(region, receiver)
    return receiver


def test_a_recorded_allergy_is_not_left_out_without_asking(region: Region) -> None:
    sender = region.open_referral(recorded_allergies="Sulfonamides")

    assert refused(region, sender, "Task_slip", {**steps.SLIP, "allergy": "none known"}) == {"allergy_differs"}
    region.complete(sender, "Task_slip", {**steps.SLIP, "allergy": "none known", "allergy_differs": True})
    region.complete(sender, "Task_consent", steps.CONSENT)
    region.complete(sender, "Task_out_review", {"review_decision": "approve"}, actor_id=8)

    assert region.receiver().variables()["allergy_differs"] is True


@pytest.mark.parametrize("allergy", ["Sulfonamides", "Sulfonamides; penicillin since 2025"])
def test_a_recorded_allergy_that_stands_on_the_slip_needs_no_tick(region: Region, allergy: str) -> None:
    sender = region.open_referral(recorded_allergies="Sulfonamides")

    region.complete(sender, "Task_slip", {**steps.SLIP, "allergy": allergy})

    assert sender.open_tasks() == ["Task_consent"]


@pytest.mark.parametrize(("slot", "errors"), [("2026-03-16T17:00:00+08:00", set()), ("2026-03-17T00:30:00+08:00", {"slot_at"})])
def test_a_slot_lies_within_the_validity_of_the_slip(region: Region, slot: str, errors: set[str]) -> None:
    receiver = steps.send(region, region.open_referral())
    values = {"decision": "accepted", "slot_at": slot, "accepting_department": "cardiology"}

    if errors:
        assert refused(region, receiver, "Task_decide", values) == errors
    else:
        region.complete(receiver, "Task_decide", values)
        assert receiver.open_tasks() == ["Task_arrival"]


def test_a_new_slot_after_a_missed_one_is_not_years_away(region: Region) -> None:
    receiver = accepted(region)
    region.advance(hours=26)
    region.complete(receiver, "Task_arrival", {"arrival": "no_show", "arrival_note": "Not reached"})

    assert refused(region, receiver, "Task_rebook", {"slot_at": "2030-01-01T09:00:00+08:00"}) == {"slot_at"}


def test_nobody_arrives_before_the_request(region: Region) -> None:
    receiver = accepted(region)
    arrival = {"arrival": "arrived", "identity_checked": True}

    assert refused(region, receiver, "Task_arrival", {**arrival, "arrived_at": "2026-03-02T07:45:00+08:00"}) == {"arrived_at"}
    region.complete(receiver, "Task_arrival", {**arrival, "arrived_at": "2026-03-02T08:00:00+08:00"})


def test_nobody_returns_before_the_arrival(region: Region) -> None:
    receiver = accepted(region)
    region.advance(hours=25)
    steps.arrive(region, receiver)
    region.complete(receiver, "Task_treat", {"care_setting": "outpatient", "treatment_note": "Observed"})

    assert refused(region, receiver, "Task_outcome_slip", {**steps.OUTCOME, "return_on": "2020-01-01"}) == {"return_on"}
