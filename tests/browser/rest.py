"""People who work through the REST API, and the forms of a referral as they would fill them in."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import datetime, timedelta
from typing import Any

import requests

from tests.browser.conftest import Product
from tests.installation import ROOT


class Person:
    """Somebody with a token. Answers that were not expected fail with the server's own sentence."""

    def __init__(self, product: Product, username: str) -> None:
        self.product, self.username = product, username
        made = subprocess.run(
            [sys.executable, "manage.py", "create_token", username],
            cwd=ROOT,
            env=product.installation.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        self.token = made.stdout.strip()

    def ask(self, method: str, path: str, expected: int = 200, **body: Any) -> Any:
        answer = requests.request(
            method,
            f"{self.product.url}/api/{path}",
            json=body or None,
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=30,
        )
        assert answer.status_code == expected, f"{self.username} {method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def task(self, number: str, activity_id: str, within: float = 30) -> dict[str, Any]:
        """The open task of this referral, as soon as the worker has brought it."""
        end = time.monotonic() + within
        while True:
            rows = self.ask("GET", f"user-tasks?business_key={number}")["results"]
            found = [row for row in rows if row["activity_id"] == activity_id]
            if found:
                return dict(found[0])
            seen = [row["activity_id"] for row in rows]
            assert time.monotonic() < end, f"{self.username} waits for {activity_id} of {number}, sees {seen}"
            time.sleep(0.2)

    def complete(self, number: str, activity_id: str, **values: Any) -> dict[str, Any]:
        task = self.task(number, activity_id)
        path = f"user-tasks/{task['id']}/complete"
        return dict(self.ask("POST", path, expected_version=task["version"], values=values))

    def now(self) -> datetime:
        return datetime.fromisoformat(self.ask("GET", "demo-clock")["now"])

    def stage(self, number: str, expected: str, within: float = 30) -> dict[str, Any]:
        end = time.monotonic() + within
        while True:
            referral = dict(self.ask("GET", f"referrals/{number}"))
            if referral["stage"] == expected:
                return referral
            assert time.monotonic() < end, f"{number} is {referral['stage']}, not {expected}"
            time.sleep(0.2)


def slip(to_organisation: int, department: str, today: datetime, **changes: Any) -> dict[str, Any]:
    return {
        "to_organisation_id": to_organisation,
        "to_department": department,
        "urgency": "routine",
        "phone": "0990-5550401",
        "valid_from": f"{today:%Y-%m-%d}",
        "valid_to": f"{today + timedelta(days=30):%Y-%m-%d}",
        "impression": "Suspected unstable angina",
        "history": "Chest pain on exertion for two weeks, now at rest.",
        "allergy": "None known",
        "indication_category": "further_diagnosis",
        **changes,
    }


def consent(today: datetime) -> dict[str, Any]:
    return {
        "disclosed_condition": True,
        "disclosed_transit_risk": True,
        "consent_status": "agreed",
        "consent_by": "patient",
        "consent_on": f"{today:%Y-%m-%d}",
    }


def acceptance(now: datetime, department: str, doctor: str = "") -> dict[str, Any]:
    values = {
        "decision": "accepted",
        "slot_at": f"{now + timedelta(hours=20):%Y-%m-%dT%H:%M:%S+08:00}",
        "accepting_department": department,
    }
    return {**values, "receiving_doctor": doctor} if doctor else values


def outcome(today: datetime) -> dict[str, Any]:
    return {
        "diagnosis": "Unstable angina",
        "main_results": "ECG: ST depression V4 to V6. Troponin normal.",
        "treatment": "Dual antiplatelet therapy, statin.",
        "outcome_result": "improved",
        "return_on": f"{today + timedelta(days=7):%Y-%m-%d}",
        "next_plan": "Review in a week.",
        "outcome_phone": "0990-5550101",
    }
