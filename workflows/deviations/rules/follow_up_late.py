"""The follow-up visit after a referral came late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from workflows.deviations.history import History, first
from workflows.deviations.rule import MEDIUM, Finding, Parameter, Parameters, Rule, overdue

STEP = "Task_follow_up"
PARAMETERS = {"limit": Parameter(timedelta(days=7), "[12], [13]", "follow_up_within")}


def follow_up_late(history: History, parameters: Parameters, _now: datetime) -> Iterable[Finding]:
    """The follow-up visit is recorded within the limit after the patient came back.

    Units: days of 24 h from the opening of the visit; the boundary is inclusive. A cancellation ends the clock.
    Source: 7 d [12]; 14 d after an emergency or suspected hypertension [13], by the model's variable.
    """
    for opened in history.of_kind("activity_started", activity=STEP):
        done = first(history.of_kind("activity_completed", "step_skipped", activity=STEP), opened.seq)
        stopped = first(history.of_kind("activity_cancelled", activity=STEP), opened.seq) or history.ending
        yield from overdue(f"visit:{opened.seq}", opened, opened.at + parameters["limit"], done, stopped=stopped)


RULE = Rule(
    code="follow_up_late",
    find=follow_up_late,
    severity=MEDIUM,
    role="community_doctor",
    role_down="doctor",
    title=_("Follow-up late"),
    explanation=_("After a referral the patient is seen again within the agreed days, so that the treatment is carried on."),
    source="[12], [13]",
    processes=("referral_out",),
    parameters=PARAMETERS,
    covers=(STEP,),
)
