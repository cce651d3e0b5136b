"""Between acceptance and outcome: limits, no-show, new slot, missing outcome, follow-up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.processes.referral import steps
from tests.processes.referral.region import Instance, Region


def on_the_way(region: Region) -> tuple[Instance, Instance]:
    sender = region.open_referral()
    receiver = steps.send(region, sender)
    steps.accept(region, receiver)
    return sender, receiver


def test_late_patient_is_called_48_hours_after_the_slot(region: Region) -> None:
    # given a slot 25 hours ahead
    sender, receiver = on_the_way(region)

    # when 48 hours after it nobody has confirmed the arrival
    region.advance(hours=25 + 47)
    assert sender.open_tasks() == []
    region.advance(hours=1)

    # then the head is told and the doctor calls
    assert sorted(region.notices) == [
        (2, "escalation.arrival", ["community_head@gp"]),
        (2, "escalation.arrival", ["department_head@cardiology"]),
    ]
    assert sender.open_tasks() == ["Task_call_patient"]
    assert receiver.open_tasks() == ["Task_arrival"]

    # when nobody calls within four hours, then the head hears that too
    region.advance(hours=4)
    assert region.notices[-1] == (2, "escalation.arrival", ["community_head@gp"])
    assert len(region.notices) == 3

    # when the patient is still coming, then the wait begins anew, and ends with the arrival
    region.complete(sender, "Task_call_patient", {"call_result": "coming"})
    assert sender.waits_for("ReferralArrival")
    steps.arrive(region, receiver)
    assert sender.waits_for("ReferralOutcome")


def test_still_coming_is_asked_again_after_another_48_hours(region: Region) -> None:
    sender, _ = on_the_way(region)
    region.advance(hours=25 + 48)
    region.complete(sender, "Task_call_patient", {"call_result": "coming"})
    region.advance(hours=48)
    assert sender.open_tasks() == ["Task_call_patient"]
    assert sender.task("Task_call_patient").form_values["call_result"] is None


def test_arrival_during_the_call_is_kept(region: Region) -> None:
    sender, receiver = on_the_way(region)
    region.advance(hours=25 + 48)
    steps.arrive(region, receiver)
    assert [message.name for _, message in region.messages] == ["ReferralArrival"]
    region.complete(sender, "Task_call_patient", {"call_result": "coming"})
    assert sender.waits_for("ReferralOutcome")


def test_patient_who_withdraws_on_the_phone_cancels(region: Region) -> None:
    sender, receiver = on_the_way(region)
    region.advance(hours=25 + 48)
    region.complete(sender, "Task_call_patient", {"call_result": "withdraws", "cancel_reason": "Feels well"})
    assert (sender.ended, receiver.ended) == ("terminated", "completed")
    assert receiver.variables()["cancel_reason"] == "Feels well"


def test_no_show_gets_a_new_slot(region: Region) -> None:
    # given a patient who did not come
    sender, receiver = on_the_way(region)
    region.advance(hours=26)
    region.complete(receiver, "Task_arrival", {"arrival": "no_show", "arrival_note": "Not reached"})
    assert sender.open_tasks() == ["Task_call_patient"]
    assert receiver.open_tasks() == ["Task_rebook"]

    # when the patient will come and the office books anew
    region.complete(sender, "Task_call_patient", {"call_result": "coming"})
    region.complete(receiver, "Task_rebook", {"slot_at": "2026-03-06T09:00:00+08:00"})

    # then both wait for the arrival
    assert sender.variables()["slot_at"] == receiver.variables()["slot_at"]
    assert receiver.open_tasks() == ["Task_arrival"]
    assert receiver.task("Task_arrival").form_values["arrival"] is None
    steps.arrive(region, receiver)
    assert sender.waits_for("ReferralOutcome")


def test_missing_outcome_reaches_both_sides(region: Region) -> None:
    sender, receiver = on_the_way(region)
    steps.arrive(region, receiver)
    region.advance(days=14)
    assert sorted(region.notices) == [
        (1, "escalation.outcome", ["community_doctor@gp"]),
        (2, "escalation.outcome", ["department_head@cardiology"]),
    ]
    steps.treat(region, receiver)
    assert sender.open_tasks() == ["Task_accept_outcome"]


def test_overdue_follow_up_reaches_the_head(region: Region) -> None:
    sender, receiver = on_the_way(region)
    steps.arrive(region, receiver)
    steps.treat(region, receiver)
    region.complete(sender, "Task_accept_outcome", {"outcome_accepted": True})
    assert sender.due_in("Task_follow_up") == timedelta(days=7)
    region.advance(days=7)
    assert region.notices == [(2, "escalation.follow_up", ["community_head@gp"])]
    region.complete(sender, "Task_follow_up", {**steps.VISIT, "visit_on": "2026-03-09"})
    assert sender.ended == "completed"


def test_suspected_hypertension_is_followed_up_in_two_weeks(region: Region) -> None:
    sender = region.open_referral()
    receiver = steps.send(region, sender, suspected_hypertension=True)
    steps.accept(region, receiver)
    steps.arrive(region, receiver)
    steps.treat(region, receiver)
    region.complete(sender, "Task_accept_outcome", {"outcome_accepted": True})
    assert sender.due_in("Task_follow_up") == timedelta(days=14)


def test_overdue_acceptance_of_the_outcome_reaches_the_head(region: Region) -> None:
    sender, receiver = on_the_way(region)
    steps.arrive(region, receiver)
    steps.treat(region, receiver)
    region.advance(hours=48)
    assert region.notices == [(2, "escalation.overdue", ["community_head@gp"])]
    assert sender.open_tasks() == ["Task_accept_outcome"]


def test_slot_that_is_not_rebooked_reaches_the_office_head(region: Region) -> None:
    _, receiver = on_the_way(region)
    region.advance(hours=26)
    region.complete(receiver, "Task_arrival", {"arrival": "no_show", "arrival_note": "Not reached"})
    assert region.stages[-1] == "no_show"
    region.advance(hours=24)
    assert (2, "escalation.acceptance", ["referral_office_head@referral_office"]) in region.notices
    assert receiver.open_tasks() == ["Task_rebook"]


def test_receiver_that_ends_on_the_way_gives_the_patient_back(region: Region) -> None:
    given_back(region, has_arrived=False)


def test_receiver_that_ends_in_treatment_gives_the_patient_back(region: Region) -> None:
    given_back(region, has_arrived=True)


def given_back(region: Region, *, has_arrived: bool) -> None:
    sender, receiver = on_the_way(region)
    if has_arrived:
        steps.arrive(region, receiver)
    region.give_back(sender, "Ward closed")
    assert (sender.open_tasks(), region.stages[-1]) == (["Task_next_step"], "rejected")


def test_a_patient_counts_as_on_the_way_twelve_hours_before_the_slot(region: Region) -> None:
    # given a slot 25 hours ahead
    on_the_way(region)
    region.advance(hours=12)
    assert region.stages[-1] == "scheduled"
    # when twelve hours are left
    region.advance(hours=1)
    # then the board shows it
    assert region.stages[-1] == "in_transit"


def test_a_new_slot_begins_the_limits_anew(region: Region) -> None:
    # given a patient who missed the first slot and has one three days later
    sender, receiver = on_the_way(region)
    region.advance(hours=26)
    region.complete(receiver, "Task_arrival", {"arrival": "no_show", "arrival_note": "Not reached"})
    region.complete(sender, "Task_call_patient", {"call_result": "coming"})
    region.complete(receiver, "Task_rebook", {"slot_at": "2026-03-06T09:00:00+08:00"})
    # then nobody is called before 48 hours after the new one
    region.now = max(region.now, timer_at(sender, "Boundary_set_off"))
    assert timer_at(sender, "Boundary_transit_limit") == datetime(2026, 3, 8, 1, 0, tzinfo=UTC)
    assert sender.open_tasks() == []


def timer_at(instance: Instance, boundary: str) -> datetime:
    [found] = [timer.due_at for timer in instance.timers.values() if timer.activity_id == boundary]
    return found
