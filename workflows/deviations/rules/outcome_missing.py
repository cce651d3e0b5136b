"""The outcome slip was not sent back in time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from workflows.deviations.history import History, first
from workflows.deviations.rule import HIGH, Finding, Parameter, Parameters, Rule, overdue

PARAMETERS = {"limit": Parameter(timedelta(days=14), "general knowledge", "outcome_limit")}


def outcome_missing(history: History, parameters: Parameters, _now: datetime) -> Iterable[Finding]:
    """After the arrival the outcome slip goes back within the limit.

    Units: days of 24 h from the reported arrival; the boundary is inclusive. The clock ends with the process.
    Source: the limit is general knowledge, unsigned; 14 d, for a down-referral 30 d by the model's variable.
    """
    arrival = next(history.messages("message_sent", "ReferralArrival"), None)
    if arrival is None:
        return
    outcome = first(history.messages("message_sent", "ReferralOutcome"), arrival.seq)
    due_at = arrival.at + parameters["limit"]
    yield from overdue(f"arrival:{arrival.seq}", arrival, due_at, outcome, stopped=history.ending)


RULE = Rule(
    code="outcome_missing",
    find=outcome_missing,
    severity=HIGH,
    role="department_head",
    role_down="community_head",
    title=_("Outcome slip missing"),
    explanation=_("The patient arrived, but the referring organisation was not told in time what was found and what comes next."),
    source="general knowledge",
    processes=("referral_in",),
    parameters=PARAMETERS,
    covers=("Task_treat", "Task_outcome_slip"),
)
