"""An examination was done that no doctor had ordered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from workflows.deviations.history import History
from workflows.deviations.rule import MEDIUM, Finding, Parameters, Rule

ORDERING = ("Task_consultation", "Task_review_results")
ORDERED_BY = {"Task_perform_laboratory": "laboratory_tests", "Task_perform_radiology": "radiology_tests"}


def examination_without_order(history: History, _parameters: Parameters, _now: datetime) -> Iterable[Finding]:
    """Each examination beyond the number that a doctor had ordered of its kind by then.

    Due: before the examination; no limit. Stays as found. Orders are the tests that a doctor chose in the consultation or when
    reading results. Source: section 2.
    """
    for step, name in ORDERED_BY.items():
        for number, done in enumerate(history.of_kind("activity_completed", activity=step), 1):
            if number > _ordered(history, name, done.seq):
                yield Finding(f"examination:{done.seq}", done.at, (done.seq,), activity_id=step, is_lasting=True)


def _ordered(history: History, name: str, before_seq: int) -> int:
    chosen = (event for event in history.was_set(name) if event.seq < before_seq and event.activity_id in ORDERING)
    return sum(len(event.data[name] or ()) for event in chosen)


RULE = Rule(
    code="examination_without_order",
    find=examination_without_order,
    severity=MEDIUM,
    role="department_head",
    title=_("Examination without order"),
    explanation=_("Laboratory or radiology examined the patient although no doctor had ordered it in this visit."),
    source="section 2",
    processes=("outpatient_visit",),
)
