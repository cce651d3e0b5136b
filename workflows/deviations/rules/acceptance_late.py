"""The receiver decided late on a referral, or has not decided at all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from workflows.deviations.history import History
from workflows.deviations.rule import MEDIUM, Finding, Parameter, Parameters, Rule, overdue

PARAMETERS = {"limit": Parameter(timedelta(hours=24), "[8]", "acceptance_limit")}


def acceptance_late(history: History, parameters: Parameters, _now: datetime) -> Iterable[Finding]:
    """The receiver decides within the limit of the agreement, counted from the creation of the request at the receiver.

    Units: hours; the boundary is inclusive. A cancellation ends the clock.
    Source: 24 h [8]; other builds up 48 h, down 24 h [12]. The agreement's value stands in `acceptance_limit`.
    """
    started = history.start
    if started is None:
        return
    decision = next(history.messages("message_sent", "ReferralDecision"), None)
    yield from overdue("decision", started, started.at + parameters["limit"], decision, stopped=history.ending)


RULE = Rule(
    code="acceptance_late",
    find=acceptance_late,
    severity=MEDIUM,
    role="referral_office",
    role_down="community_head",
    title=_("Accepted or rejected late"),
    explanation=_("The referring doctor and the patient waited longer for an answer than the two organisations agreed."),
    source="[8], [12]",
    processes=("referral_in",),
    parameters=PARAMETERS,
    covers=("Task_decide", "Task_decide_escalated"),
)
