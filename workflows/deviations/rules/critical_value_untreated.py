"""A critical value was not treated in time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from workflows.deviations.history import History
from workflows.deviations.rule import HIGH, Finding, Parameter, Parameters, Rule, overdue
from workflows.deviations.rules.critical_value_unacknowledged import answered

STEP = "Task_treat_critical"
PARAMETERS = {"limit": Parameter(timedelta(minutes=5), "[19]", "treat_limit")}


def critical_value_untreated(history: History, parameters: Parameters, _now: datetime) -> Iterable[Finding]:
    """A doctor records the treatment of a critical value within the limit after it was acknowledged.

    Units: minutes from the acknowledgement; the boundary is inclusive. Each critical value has its own clock.
    Source: 5 more minutes [19]; others treat in 30 min, general knowledge. Unsigned.
    """
    for opened in history.of_kind("activity_started", activity=STEP):
        done, stopped = answered(history, opened)
        yield from overdue(f"value:{opened.seq}", opened, opened.at + parameters["limit"], done, stopped=stopped)


RULE = Rule(
    code="critical_value_untreated",
    find=critical_value_untreated,
    severity=HIGH,
    role="doctor",
    title=_("Critical value not treated in time"),
    explanation=_("The critical value was acknowledged, but no treatment was recorded within the minutes that remain."),
    source="[19]",
    processes=("outpatient_visit",),
    parameters=PARAMETERS,
    covers=(STEP,),
)
