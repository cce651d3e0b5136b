"""A referral of the shipped model, walked through the engine by the region's people, for tests of pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from engine import clock
from engine.actor import Actor
from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.commands.deliver_message import match_messages
from engine.commands.fire_timers import fire_timers
from engine.commands.relay_outbox import relay_outbox
from engine.commands.run_jobs import run_jobs
from engine.queries.worklist import WorklistRow, worklist
from workflows.cases.commands.open_referral import OpenReferral, open_referral
from workflows.form_options import options_for
from workflows.patients.models import Patient


def work() -> None:
    """Let the workers run until nothing is left to do."""
    while run_jobs() + relay_outbox() + match_messages() + fire_timers():
        pass


class Referral:
    """An up-referral from Hexi to the cardiology of Yuanshan, opened by Su Yan."""

    def __init__(
        self, actor: Callable[[str], Actor], organisation: Callable[[str], Any], urgency: str = "routine", patient: int = 0
    ) -> None:
        self.actor, self.organisation, self.urgency = actor, organisation, urgency
        hexi = organisation("hexi")
        self.patient = Patient.objects.filter(home_organisation=hexi).order_by("code")[patient]
        command = OpenReferral(actor("su.yan"), self.patient.pk, hexi.pk, "Chest pain on exertion", "up", urgency)
        opened = open_referral(command)
        self.number, self.instance_id = opened.case.number, opened.instance_id
        work()

    def task(self, username: str) -> WorklistRow:
        (row,) = worklist(self.actor(username), business_keys=(self.number,)).rows
        return row

    def task_id(self, username: str) -> UUID:
        return self.task(username).id

    def do(self, username: str, values: dict[str, Any]) -> None:
        row = self.task(username)
        options = options_for(row.process_key, row.organisation_id)
        complete_user_task(CompleteUserTask(self.actor(username), row.id, values, row.version, options))
        work()

    def slip(self) -> dict[str, Any]:
        today = clock.now().date()
        return {
            "to_organisation_id": self.organisation("yuanshan").pk,
            "to_department": "cardiology",
            "urgency": self.urgency,
            "phone": "19900001111",
            "valid_from": today.isoformat(),
            "valid_to": (today + timedelta(days=14)).isoformat(),
            "impression": "Suspected unstable angina",
            "history": "Chest pain on exertion for two weeks.",
            "allergy": "None known",
            "indication_category": "further_diagnosis",
        }

    def send(self) -> Referral:
        """Slip, consent and review: the hospital has the request."""
        self.do("su.yan", self.slip())
        consent = {"disclosed_condition": True, "disclosed_transit_risk": True, "consent_status": "agreed"}
        self.do("su.yan", {**consent, "consent_by": "patient", "consent_on": clock.now().date().isoformat()})
        self.do("he.jun", {"review_decision": "approve"})
        return self

    def accept(self) -> Referral:
        self.send().do("chen.min", self.acceptance())
        return self

    @staticmethod
    def acceptance() -> dict[str, Any]:
        slot = (clock.now() + timedelta(hours=20)).strftime("%Y-%m-%dT%H:%MZ")
        return {"decision": "accepted", "slot_at": slot, "accepting_department": "cardiology", "receiving_doctor": "lin.hao"}
