"""The patient was admitted through another referral, and this one still stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from workflows.deviations.history import History
from workflows.deviations.rule import MEDIUM, Finding, Parameter, Parameters, Rule, overdue

PARAMETERS = {"limit": Parameter(timedelta(hours=24), "own proposal")}


def admitted_elsewhere(history: History, parameters: Parameters, _now: datetime) -> Iterable[Finding]:
    """A referral whose patient has not arrived is cancelled within the limit after an admission through another one.

    Units: hours from the admission, or from the opening if that is later; the boundary is inclusive.
    Nothing is wrong where the patient had arrived here before. Put right: by the end, or by the arrival here.
    Source: section 1; the limit is an own proposal, unsigned.
    """
    opened = history.start
    if opened is None:
        return
    arrival = next(history.messages("message_received", "ReferralArrival"), None)
    for told in history.facts.told:
        if told.kind != "admitted" or told.case_id == history.facts.case_id:
            continue
        due_at = max(told.at, opened.at) + parameters["limit"]
        yield from overdue(f"admitted:{told.case_id}", opened, due_at, arrival, stopped=history.ending, about=told.case_id)


RULE = Rule(
    code="admitted_elsewhere",
    find=admitted_elsewhere,
    severity=MEDIUM,
    role="community_doctor",
    role_down="doctor",
    title=_("Admitted elsewhere but not cancelled"),
    explanation=_("The patient lies in a ward through another referral, while this one keeps a slot and makes people wait."),
    source="own proposal",
    processes=("referral_out",),
    parameters=PARAMETERS,
)
