"""A prescriber reviewed their own prescription."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from workflows.deviations.history import History, first
from workflows.deviations.rule import HIGH, Finding, Parameters, Rule

WRITING = ("Task_prescribe", "Task_answer_query")


def self_reviewed_prescription(history: History, _parameters: Parameters, _now: datetime) -> Iterable[Finding]:
    """Each review by a person who had written the prescription, or answered the pharmacist about it.

    Due: at the review; no limit. Put right: by a later review of somebody else. Source: prescriber and reviewer are never the
    same person (section 2) [21].
    """
    reviews = list(history.of_kind("activity_completed", activity="Task_review_prescription"))
    for review in reviews:
        written = [
            event
            for event in history.of_kind("activity_completed")
            if event.activity_id in WRITING and event.seq < review.seq and event.actor_id is not None
        ]
        own = [event for event in written if event.actor_id == review.actor_id]
        if not own:
            continue
        authors = {event.actor_id for event in written}
        later = first((event for event in reviews if event.actor_id not in authors), review.seq)
        evidence = (own[-1].seq, review.seq) if later is None else (own[-1].seq, review.seq, later.seq)
        yield Finding(f"review:{review.seq}", review.at, evidence, later.at if later else None, review.activity_id)


RULE = Rule(
    code="self_reviewed_prescription",
    find=self_reviewed_prescription,
    severity=HIGH,
    role="review_pharmacist",
    title=_("Prescriber reviewed the own prescription"),
    explanation=_("The review is a second pair of eyes. Here the same person wrote the prescription and approved it."),
    source="[21]",
    processes=("outpatient_visit",),
)
