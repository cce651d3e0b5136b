"""A critical value was not acknowledged in time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from workflows.deviations.history import History, HistoryEvent, first
from workflows.deviations.rule import HIGH, Finding, Parameter, Parameters, Rule, overdue

STEP = "Task_acknowledge_critical"
PARAMETERS = {"limit": Parameter(timedelta(minutes=5), "[19]", "acknowledge_limit")}


def critical_value_unacknowledged(history: History, parameters: Parameters, _now: datetime) -> Iterable[Finding]:
    """Whoever receives a critical value records it, reads it back and confirms it within the limit.

    Units: minutes from the release; the boundary is inclusive. Each critical value has its own clock.
    Source: 5 min [19]; others notify in 10 to 15 min, general knowledge. Unsigned.
    """
    for released in history.of_kind("activity_started", activity=STEP):
        done, stopped = answered(history, released)
        yield from overdue(f"value:{released.seq}", released, released.at + parameters["limit"], done, stopped=stopped)


def answered(history: History, opened: HistoryEvent) -> tuple[HistoryEvent | None, HistoryEvent | None]:
    """How this visit of a step ended: by its completion or a skip, or by something else. Several run side by side, by token."""
    endings = history.of_kind("activity_completed", "step_skipped", "activity_cancelled", activity=opened.activity_id)
    mine = (event for event in endings if event.token_id == opened.token_id)
    end = first(mine, opened.seq)
    if end is not None and end.kind != "activity_cancelled":
        return end, None
    return None, end or history.ending


RULE = Rule(
    code="critical_value_unacknowledged",
    find=critical_value_unacknowledged,
    severity=HIGH,
    role="triage_nurse",
    title=_("Critical value not acknowledged in time"),
    explanation=_("A critical value endangers the patient now. The ward reads it back and tells the doctor within minutes."),
    source="[19]",
    processes=("outpatient_visit",),
    parameters=PARAMETERS,
    covers=(STEP,),
)
