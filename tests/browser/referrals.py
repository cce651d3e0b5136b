"""Referrals brought to a step through the REST API, so that a test in the browser begins where its own step begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from tests.browser.rest import Person, acceptance, consent, outcome, slip

ZONE = ZoneInfo("Asia/Shanghai")
DIGITS = "零一二三四五六七八九"
LATIN = ("Ling", "Yi", "Er", "San", "Si", "Wu", "Liu", "Qi", "Ba", "Jiu")


@dataclass(frozen=True)
class Patient:
    """Registered for one test: nobody else's referral stands in its way."""

    id: str
    latin: str
    chinese: str


@dataclass(frozen=True)
class Opened:
    number: str
    patient: Patient
    problem: str


class Referrals:
    def __init__(self, person: Callable[[str], Person]) -> None:
        self.person = person
        self.numbers = count(1)
        self.organisations = {row["code"]: row["id"] for row in person("su.yan").ask("GET", "organisations")}
        self.hexi = self.organisations["hexi"]
        destinations = person("su.yan").ask("GET", f"organisations/{self.hexi}/destinations")
        self.destinations = {row["code"]: row["id"] for row in destinations}

    def now(self) -> datetime:
        """Of the product's clock, as people in Yuanshan read it."""
        return self.person("su.yan").now().astimezone(ZONE)

    def patient(self) -> Patient:
        number = next(self.numbers)
        chinese = "程" + "".join(DIGITS[int(digit)] for digit in f"{number:02d}")
        latin = "Cheng " + "".join(LATIN[int(digit)] for digit in f"{number:02d}").capitalize()
        body = {"name": chinese, "name_latin": latin, "sex": "female", "born_on": "1961-04-12", "phone": "0990-5550499"}
        made = self.person("su.yan").ask("POST", "patients", 201, organisation=self.hexi, **body)
        return Patient(made["id"], latin, chinese)

    def opened(self, problem: str, urgency: str = "routine") -> Opened:
        patient = self.patient()
        body: dict[str, Any] = {"organisation": self.hexi, "patient": patient.id, "problem": problem, "urgency": urgency}
        return Opened(self.person("su.yan").ask("POST", "referrals", 201, **body)["number"], patient, problem)

    def in_review(self, problem: str, **changes: Any) -> Opened:
        referral = self.opened(problem)
        today = self.now()
        values = slip(self.destinations["yuanshan"], "cardiology", today, **changes)
        self.person("su.yan").complete(referral.number, "Task_slip", **values)
        self.agree(referral, today)
        return referral

    def agree(self, referral: Opened, today: datetime) -> None:
        self.person("su.yan").complete(referral.number, "Task_consent", **consent(today))

    def approve(self, referral: Opened) -> None:
        self.person("he.jun").complete(referral.number, "Task_out_review", review_decision="approve")

    def sent(self, problem: str, **changes: Any) -> Opened:
        referral = self.in_review(problem, **changes)
        self.approve(referral)
        self.person("chen.min").task(referral.number, "Task_decide")
        return referral

    def in_transit(self, problem: str) -> Opened:
        referral = self.sent(problem)
        values = acceptance(self.now(), "cardiology", "lin.hao")
        self.person("chen.min").complete(referral.number, "Task_decide", **values)
        self.person("su.yan").stage(referral.number, "scheduled")
        return referral

    def in_treatment(self, problem: str) -> Opened:
        referral = self.in_transit(problem)
        arrived = f"{self.now():%Y-%m-%dT%H:%M:%S+08:00}"
        values = {"arrival": "arrived", "arrived_at": arrived, "identity_checked": True}
        self.person("lin.hao").complete(referral.number, "Task_arrival", **values)
        self.person("lin.hao").task(referral.number, "Task_treat")
        return referral

    def back(self, problem: str) -> Opened:
        """The outcome slip lies with the community doctor."""
        referral = self.in_treatment(problem)
        lin = self.person("lin.hao")
        lin.complete(referral.number, "Task_treat", care_setting="outpatient")
        lin.complete(referral.number, "Task_outcome_slip", **outcome(self.now()))
        self.person("su.yan").task(referral.number, "Task_accept_outcome")
        return referral
