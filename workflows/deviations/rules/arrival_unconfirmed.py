"""Nobody confirmed in time whether the patient arrived."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from workflows.deviations.history import History, HistoryEvent, first
from workflows.deviations.rule import MEDIUM, Finding, Parameter, Parameters, Rule, overdue

ANSWERS = ("ReferralArrival", "ReferralNoShow", "ReferralSchedule", "ReferralReturned", "ReferralCancelRequested")
STEP = "Receive_arrival"
PARAMETERS = {"limit": Parameter(timedelta(hours=48), "[8]", "in_transit_limit")}


def arrival_unconfirmed(history: History, parameters: Parameters, _now: datetime) -> Iterable[Finding]:
    """Within the limit the receiver says that the patient came, did not come, or has a new slot.

    Units: hours from the acceptance, or from the slot where that is later; the boundary is inclusive. Each wait has its own
    clock; a call to the patient begins another. A cancellation, or an operator who ends the wait before, ends the clock.
    Source: up 48 h, down 7 d [8], by the model's variable; counted from the slot: own proposal, unsigned.
    """
    for wait in history.of_kind("activity_started", activity=STEP):
        slot_at = history.moment("slot_at", wait.seq)
        begins_at = max(wait.at, slot_at) if slot_at else wait.at
        due_at = begins_at + parameters["limit"]
        answer = first(history.messages("message_received", *ANSWERS), wait.seq)
        yield from overdue(f"wait:{wait.seq}", wait, due_at, answer, stopped=_ended(history, wait, due_at))


def _ended(history: History, wait: HistoryEvent, due_at: datetime) -> HistoryEvent | None:
    """What ended the wait before its limit without an answer; after the limit only the end of the process does."""
    steered = first(history.of_kind("activity_cancelled", "token_moved", "step_skipped", activity=STEP), wait.seq)
    if steered is not None and steered.at < due_at:
        return steered
    return history.ending


RULE = Rule(
    code="arrival_unconfirmed",
    find=arrival_unconfirmed,
    severity=MEDIUM,
    role="doctor",
    role_down="community_doctor",
    title=_("Arrival unconfirmed"),
    explanation=_("The patient set off, and nobody knows whether they arrived. A call settles it."),
    source="[8]",
    processes=("referral_out",),
    parameters=PARAMETERS,
)
