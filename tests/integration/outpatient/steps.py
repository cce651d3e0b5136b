"""The forms of a visit, filled in as a person would."""

from __future__ import annotations

from datetime import datetime
from typing import Any

ITEM = {"drug": "氯化钾缓释片 0.5 g", "dose": "1 g", "frequency": "bid", "quantity": "28 片"}
PRESCRIPTION: dict[str, Any] = {
    "prescribe_decision": "issue",
    "prescription_items": [ITEM],
    "allergies_considered": True,
    "prescription_setting": "outpatient",
    "is_chronic": False,
    "supply_days": 7,
    "validity_days": 1,
}
FOUR_CHECKS: dict[str, Any] = {
    "check_prescription": ["department", "name", "age"],
    "check_medicine": ["drug_name", "dosage_form", "strength", "amount"],
    "check_compatibility": ["properties", "usage"],
    "check_rationality": ["indication"],
    "counselling_given": True,
}
APPROVE = {"pharmacist_decision": "approve", "medicine_amount": 36.5}
RECORD = {"record_complete": True, "filed_to_archive": True, "regional_reference": "R-1"}


def moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def check_in(at: datetime, **more: Any) -> dict[str, Any]:
    return {"arrived_at": moment(at), "identity_checked": True, "payer": "insurance", "prepaid_card": False, **more}


def triage(**more: Any) -> dict[str, Any]:
    vitals = {"spo2": 98, "respiratory_rate": 16, "heart_rate": 80, "temperature": 36.8, "systolic_bp": 128, "diastolic_bp": 76}
    return {"chief_complaint": "乏力一周", "consciousness": "alert", "pain_score": 1, "warning_signs": [], **vitals, **more}


def consult(next_step: str, **more: Any) -> dict[str, Any]:
    return {
        "present_illness": "乏力一周，无发热。",
        "findings": "无特殊",
        "diagnosis": "低钾血症待查",
        "next_step": next_step,
        **more,
    }


def sample(at: datetime) -> dict[str, Any]:
    return {"sample_identity_checked": True, "sample_at": moment(at), "sample_fit": True}


def acknowledge(at: datetime, value: float) -> dict[str, Any]:
    told = {"read_back_confirmed": True, "doctor_told": True, "doctor_told_at": moment(at)}
    return {"reported_by": "孔丽", "read_back_value": value, **told}
