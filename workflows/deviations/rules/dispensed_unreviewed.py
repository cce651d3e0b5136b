"""Medicine was dispensed that no pharmacist had approved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from workflows.deviations.history import History, HistoryEvent
from workflows.deviations.rule import HIGH, Finding, Parameters, Rule


def dispensed_unreviewed(history: History, _parameters: Parameters, _now: datetime) -> Iterable[Finding]:
    """Each dispensing whose prescription was not approved by a review after it was last written.

    Due: before the dispensing; no limit. Stays as found: the medicine is out. Source: the pharmacist refuses on error [21].
    """
    for dispensed in history.of_kind("activity_completed", activity="Task_dispense"):
        written = _last(history, "Task_prescribe", dispensed.seq)
        review = _last(history, "Task_review_prescription", dispensed.seq)
        is_reviewed = review is not None and (written is None or review.seq > written.seq)
        if is_reviewed and review is not None and history.value("pharmacist_decision", review.seq) == "approve":
            continue
        evidence = tuple(event.seq for event in (written, dispensed) if event is not None)
        yield Finding(f"dispensing:{dispensed.seq}", dispensed.at, evidence, activity_id=dispensed.activity_id, is_lasting=True)


def _last(history: History, activity_id: str, before_seq: int) -> HistoryEvent | None:
    done = [event for event in history.of_kind("activity_completed", activity=activity_id) if event.seq < before_seq]
    return done[-1] if done else None


RULE = Rule(
    code="dispensed_unreviewed",
    find=dispensed_unreviewed,
    severity=HIGH,
    role="dispenser",
    title=_("Dispensed unreviewed"),
    explanation=_("Medicine was handed out although no pharmacist had approved the prescription as it was last written."),
    source="[21]",
    processes=("outpatient_visit",),
)
