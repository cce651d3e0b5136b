"""Every path of a visit, and that together they leave nothing of the models out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.errors import FormInvalid
from tests.integration.outpatient import steps
from tests.processes.outpatient.clinic import Visit, deployment

CHECKED = {"check_decision": "confirmed", "recheck_value": 2.5, "specimen_checked": True}


def arrived(visit: Visit, **more: Any) -> None:
    visit.complete("Task_check_in", **steps.check_in(visit.now, **more))
    visit.complete("Task_triage", **steps.triage())
    visit.complete("Task_call_in", consulting_room="3")


def filed(visit: Visit) -> None:
    visit.complete("Task_file_record", **steps.RECORD)
    assert visit.ended == "completed"


def paid(visit: Visit, amount: float) -> None:
    visit.complete("Task_pay", amount_paid=amount, payment_method="mobile")


def prescribed(visit: Visit, **more: Any) -> None:
    visit.complete("Task_prescribe", **{**steps.PRESCRIPTION, **more})


def analysed(visit: Visit, value: float, **orders: Any) -> None:
    """Up to the entered potassium."""
    arrived(visit)
    visit.complete("Task_consultation", **steps.consult("examine", laboratory_tests=["potassium"], **orders))
    visit.complete("Task_take_sample", **steps.sample(visit.now))
    visit.complete("Task_perform_laboratory", result_value=value)


def test_a_visit_without_medicine_is_paid_and_filed() -> None:
    visit = Visit(arrival_mode="walk_in")
    arrived(visit)
    visit.complete("Task_consultation", **steps.consult("finish"))
    with pytest.raises(FormInvalid):
        paid(visit, 9)
    paid(visit, 10)
    filed(visit)
    assert visit.stages == ["waiting_triage", "waiting_doctor", "in_visit", "at_payment", "at_records"]


def test_who_does_not_come_is_noted_after_the_session() -> None:
    visit = Visit()
    visit.wait(hours=4, minutes=29)
    assert visit.open_tasks() == ["Task_check_in"]
    visit.wait(minutes=1)
    assert (visit.stages, visit.ended) == (["no_show"], "completed")


def test_who_leaves_before_the_doctor_is_cancelled_at_each_step() -> None:
    for steps_done in range(3):
        visit = Visit()
        if steps_done > 0:
            visit.complete("Task_check_in", **steps.check_in(visit.now))
        if steps_done > 1:
            visit.complete("Task_triage", **steps.triage())
        visit.cancel()
        assert (visit.stages[-1], visit.ended) == ("cancelled", "completed")


def test_who_leaves_at_the_desk() -> None:
    visit = Visit()
    visit.cancel()
    assert visit.stages == ["cancelled"]


def test_who_leaves_before_triage() -> None:
    visit = Visit()
    visit.complete("Task_check_in", **steps.check_in(visit.now))
    visit.cancel()
    assert visit.stages[-1] == "cancelled"


def test_level_one_goes_to_the_emergency_room() -> None:
    visit = Visit()
    visit.complete("Task_check_in", **steps.check_in(visit.now))
    visit.complete("Task_triage", **steps.triage(consciousness="unresponsive"))
    visit.complete("Task_hand_over_emergency", emergency_taken_by="Dr Deng", emergency_at=steps.moment(visit.now))
    assert (visit.stages[-1], visit.ended) == ("transferred", "completed")


def test_who_waits_too_long_is_told_to_the_head_once() -> None:
    visit = Visit()
    visit.complete("Task_check_in", **steps.check_in(visit.now))
    visit.complete("Task_triage", **steps.triage(pain_score=8))
    visit.wait(minutes=59)
    assert visit.escalated == []
    visit.wait(minutes=1)
    visit.wait(hours=5)
    assert visit.escalated == [(1, "escalation.visit_waiting")]
    assert visit.open_tasks() == ["Task_call_in"]


def test_an_unfit_sample_is_taken_again_and_a_normal_result_goes_straight_to_the_doctor() -> None:
    visit = Visit()
    arrived(visit)
    with pytest.raises(FormInvalid):
        visit.complete("Task_consultation", **steps.consult("examine"))
    visit.complete("Task_consultation", **steps.consult("examine", laboratory_tests=["potassium"]))
    visit.complete("Task_take_sample", **{**steps.sample(visit.now), "sample_fit": False})
    visit.complete("Task_take_sample", **steps.sample(visit.now))
    visit.complete("Task_perform_laboratory", result_value=2.8)  # the limit itself is not critical
    assert visit.told == ["visit.result_ready"]
    visit.complete("Task_review_results", diagnosis="Well", next_step="finish")
    paid(visit, 22)
    filed(visit)


def test_examined_twice() -> None:
    visit = Visit()
    analysed(visit, 4.1, radiology_tests=["chest_film"])
    visit.complete("Task_appoint_examination", appointment_room="2", appointment_at=steps.moment(visit.now))
    visit.complete("Task_perform_radiology", result_text="Clear", critical_finding=False)
    visit.complete("Task_review_results", diagnosis="?", next_step="examine", laboratory_tests=["glucose"])
    visit.complete("Task_take_sample", **steps.sample(visit.now))
    visit.complete("Task_perform_laboratory", result_value=5.0)
    numbers = [result["order_number"].rpartition("-")[2] for result in visit.variables()["all_results"]]
    assert numbers == ["1", "2", "3"]
    visit.complete("Task_review_results", diagnosis="Well", next_step="prescribe")
    visit.complete("Task_prescribe", prescribe_decision="withdraw")
    paid(visit, 10 + 12 + 55 + 8)
    filed(visit)


@pytest.mark.parametrize("value", [2.7, 6.3])
def test_a_critical_value_is_signed_received_and_treated(value: float) -> None:
    visit = Visit()
    analysed(visit, value)
    visit.complete("Task_double_check", **CHECKED)
    assert visit.told == ["visit.critical_value"]
    with pytest.raises(FormInvalid):
        visit.complete("Task_acknowledge_critical", **steps.acknowledge(visit.now, 3.9))
    visit.complete("Task_acknowledge_critical", **steps.acknowledge(visit.now, value))
    visit.complete("Task_treat_critical", critical_measure="Potassium", critical_treated_at=steps.moment(visit.now))
    assert visit.escalated == []
    assert visit.open_tasks() == ["Task_review_results"]


def test_a_critical_value_that_nobody_answers_climbs_level_by_level_and_stops_when_done() -> None:
    visit = Visit()
    analysed(visit, 2.5)
    visit.complete("Task_double_check", **CHECKED)
    for level in (1, 2, 3):
        visit.wait(minutes=5)
        assert visit.escalated[-1] == (level, "escalation.critical_acknowledge")
    visit.complete("Task_acknowledge_critical", **steps.acknowledge(visit.now, 2.5))
    visit.wait(minutes=5)
    assert visit.escalated[3:] == [(1, "escalation.critical_treat")]
    visit.complete("Task_treat_critical", critical_measure="Potassium", critical_treated_at=steps.moment(visit.now))
    visit.wait(minutes=14)
    assert len(visit.escalated) == 4


def test_a_value_that_the_second_check_does_not_confirm_is_released_corrected() -> None:
    visit = Visit()
    analysed(visit, 2.5)
    visit.complete("Task_double_check", check_decision="not_confirmed", recheck_value=4.0, specimen_checked=True)
    (result,) = visit.variables()["all_results"]
    assert (result["value"], result["critical_status"]) == (4, "not_confirmed")


def test_a_prescription_is_reviewed_queried_rejected_and_dispensed() -> None:
    visit = Visit()
    arrived(visit)
    visit.complete("Task_consultation", **steps.consult("prescribe"))
    prescribed(visit, supply_days=8)  # too long: back to the doctor
    prescribed(visit)
    visit.wait(minutes=15)
    assert visit.escalated == [(1, "escalation.prescription_review")]
    visit.complete("Task_review_prescription", pharmacist_decision="query", pharmacist_note="Dose?")
    visit.complete("Task_answer_query", query_answer="As written")
    visit.complete("Task_review_prescription", pharmacist_decision="reject", pharmacist_note="Interaction")
    assert visit.told == ["visit.prescription_rejected"]
    prescribed(visit, is_chronic=True, supply_days=28, supply_reason="Stable for years")
    visit.complete("Task_review_prescription", **steps.APPROVE)
    paid(visit, 46.5)
    with pytest.raises(FormInvalid):
        visit.complete("Task_dispense", **{**steps.FOUR_CHECKS, "check_medicine": ["drug_name"]})
    visit.complete("Task_dispense", **steps.FOUR_CHECKS)
    filed(visit)


@pytest.mark.parametrize(
    ("setting", "days", "is_chronic", "reason", "allowed"),
    [
        ("outpatient", 7, False, None, True),
        ("outpatient", 8, False, None, False),
        ("emergency", 3, False, None, True),
        ("emergency", 4, True, "stable", False),
        ("outpatient", 28, True, "stable", True),
        ("outpatient", 14, True, None, False),
        ("outpatient", 29, True, "stable", False),
    ],
)
def test_the_length_of_supply(setting: str, days: int, is_chronic: bool, reason: str | None, allowed: bool) -> None:
    visit = Visit()
    arrived(visit)
    visit.complete("Task_consultation", **steps.consult("prescribe"))
    more = {"supply_reason": reason} if is_chronic and reason else {}
    prescribed(visit, prescription_setting=setting, supply_days=days, is_chronic=is_chronic, **more)
    assert visit.open_tasks() == (["Task_review_prescription"] if allowed else ["Task_prescribe"])


def test_a_prepaid_card_settles_in_silence_and_an_expired_prescription_is_renewed() -> None:
    visit = Visit()
    arrived(visit, prepaid_card=True, prepaid_balance=500)
    visit.complete("Task_consultation", **steps.consult("prescribe"))
    prescribed(visit)
    visit.complete("Task_review_prescription", **steps.APPROVE)
    assert visit.open_tasks() == ["Task_dispense"]
    assert visit.variables()["payment_method"] == "prepaid_card"
    visit.wait(hours=16)  # past midnight of the day of issue
    assert visit.open_tasks() == ["Task_expired_prescription"]
    visit.complete("Task_expired_prescription", expired_decision="renew", renewal_days=1, renewal_note="Could not come")
    visit.complete("Task_dispense", **steps.FOUR_CHECKS)
    filed(visit)


def test_a_prescription_that_is_annotated_holds_three_days_and_a_dropped_one_is_paid_back() -> None:
    visit = Visit()
    arrived(visit)
    visit.complete("Task_consultation", **steps.consult("prescribe"))
    with pytest.raises(FormInvalid):
        prescribed(visit, validity_days=3)
    with pytest.raises(FormInvalid):
        prescribed(visit, validity_days=4, validity_note="?")
    prescribed(visit, validity_days=3, validity_note="Lives far away")
    visit.complete("Task_review_prescription", **steps.APPROVE)
    paid(visit, 46.5)
    visit.wait(hours=63)
    assert visit.open_tasks() == ["Task_dispense"]
    visit.wait(hours=1)
    visit.complete("Task_expired_prescription", expired_decision="drop", renewal_note="Not needed")
    visit.complete("Task_refund", refund_amount=36.5)
    filed(visit)


def test_who_leaves_without_paying_is_filed_all_the_same() -> None:
    visit = Visit()
    arrived(visit)
    visit.complete("Task_consultation", **steps.consult("finish"))
    visit.wait(hours=24)
    filed(visit)
    assert visit.variables()["payment_method"] is None


@pytest.mark.parametrize(
    "changes",
    [
        {"arrived_at": "2026-03-03T00:00:00Z"},
        {"arrived_at": "2026-02-27T00:00:00Z"},
        {"identity_checked": False},
        {"payer": None},
    ],
)
def test_an_impossible_check_in_is_refused(changes: dict[str, Any]) -> None:
    visit = Visit()
    with pytest.raises(FormInvalid):
        visit.complete("Task_check_in", **{**steps.check_in(visit.now), **changes})
    assert visit.open_tasks() == ["Task_check_in"]


def test_contradictory_pressures_are_refused() -> None:
    visit = Visit()
    visit.complete("Task_check_in", **steps.check_in(visit.now))
    with pytest.raises(FormInvalid):
        visit.complete("Task_triage", **steps.triage(systolic_bp=70, diastolic_bp=110))


def test_paths_visit_every_node_and_flow(monkeypatch: pytest.MonkeyPatch) -> None:
    # given every visit that the plain tests of this module walk
    walked: list[Visit] = []
    built = Visit.__post_init__
    monkeypatch.setattr(Visit, "__post_init__", lambda visit: (walked.append(visit), built(visit))[1])
    parametrized = {"test_a_critical_value_is_signed_received_and_treated": (2.7,)}
    paths: dict[str, Callable[..., None]] = {name: each for name, each in globals().items() if name.startswith("test_")}
    for name, path in paths.items():
        if name == "test_paths_visit_every_node_and_flow" or (path.__code__.co_argcount and name not in parametrized):
            continue
        path(*parametrized.get(name, ()))

    # then nothing of the models was left out
    model = deployment().model
    nodes, flows = set().union(*(each.nodes for each in walked)), set().union(*(each.flows for each in walked))
    assert {node.id for node in model.nodes} - nodes == set()
    assert {flow.id for flow in model.flows} - flows == set()
