"""The steps that many paths share, each with a form filled in as a person would."""

from __future__ import annotations

from typing import Any

from tests.processes.referral.region import TCM, YUANSHAN, Instance, Region

SLOT = "2026-03-03T09:00:00+08:00"
SLIP: dict[str, Any] = {
    "to_organisation_id": YUANSHAN,
    "to_department": "cardiology",
    "urgency": "routine",
    "phone": "0550 123456",
    "valid_from": "2026-03-02",
    "valid_to": "2026-03-16",
    "impression": "Chest pain",
    "history": "Chest pain for two days, more under load.",
    "allergy": "none known",
    "indication_category": "further_diagnosis",
}
CONSENT = {
    "disclosed_condition": True,
    "disclosed_transit_risk": True,
    "consent_status": "agreed",
    "consent_by": "patient",
    "consent_on": "2026-03-02",
}
OUTCOME = {
    "diagnosis": "Stable angina",
    "main_results": "ECG: ST depression under load",
    "treatment": "Antiplatelet, statin",
    "outcome_result": "improved",
    "return_on": "2026-03-05",
    "next_plan": "Continue medication",
    "outcome_phone": "0550 654321",
}
VISIT = {"visit_on": "2026-03-02", "visit_mode": "phone", "visit_result": "controlled", "visit_outcome": "ended"}


def prepare(region: Region, sender: Instance, **slip: Any) -> None:
    """Slip and consent, up to the review."""
    region.complete(sender, "Task_slip", {**SLIP, **slip})
    region.complete(sender, "Task_consent", CONSENT)


def send(region: Region, sender: Instance, **slip: Any) -> Instance:
    """Slip, consent and review; the receiving instance that this starts."""
    prepare(region, sender, **slip)
    region.complete(sender, "Task_out_review", {"review_decision": "approve"}, actor_id=8)
    return region.receiver()


def accept(region: Region, receiver: Instance, *, task: str = "Task_decide", doctor: str | None = "lin.hao") -> None:
    values = {"decision": "accepted", "slot_at": SLOT, "accepting_department": "cardiology"}
    region.complete(receiver, task, values | ({"receiving_doctor": doctor} if doctor else {}))


def reject(region: Region, receiver: Instance) -> None:
    region.complete(
        receiver, "Task_decide", {"decision": "rejected", "reject_reason": "no_capacity", "reject_note": "No bed this week"}
    )


def refer_onward(region: Region, receiver: Instance) -> None:
    region.complete(
        receiver, "Task_decide", {"decision": "onward", "onward_organisation_id": TCM, "onward_note": "They have the clinic"}
    )


def arrive(region: Region, receiver: Instance) -> None:
    at = region.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    region.complete(receiver, "Task_arrival", {"arrival": "arrived", "arrived_at": at, "identity_checked": True})


def treat(region: Region, receiver: Instance, **outcome: Any) -> None:
    region.complete(
        receiver, "Task_treat", {"care_setting": "inpatient", "inpatient_number": "26-0311", "treatment_note": "Observed"}
    )
    region.complete(receiver, "Task_outcome_slip", {**OUTCOME, **outcome})


def follow_up(region: Region, sender: Instance) -> None:
    region.complete(sender, "Task_accept_outcome", {"outcome_accepted": True})
    region.complete(sender, "Task_follow_up", {**VISIT, "visit_on": region.now.strftime("%Y-%m-%d")})
