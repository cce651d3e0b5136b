"""A step was done before those that belong before it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from workflows.deviations.history import History, first
from workflows.deviations.rule import MEDIUM, Finding, Parameters, Rule


def wrong_order(history: History, _parameters: Parameters, _now: datetime) -> Iterable[Finding]:
    """Each first completion of a step before the first completion of one that its model names in `carelane:expectedAfter`.

    Due: at the completion; no limit. Put right: when the earlier step is done after all. Source: the model.
    """
    for activity_id, earlier in history.expected_after.items():
        done = first(history.of_kind("activity_completed", activity=activity_id))
        if done is None:
            continue
        for other in earlier:
            before = first(history.of_kind("activity_completed", activity=other))
            if before is not None and before.seq < done.seq:
                continue
            evidence = (done.seq,) if before is None else (done.seq, before.seq)
            resolved_at = before.at if before is not None else None
            yield Finding(f"order:{activity_id}:{other}", done.at, evidence, resolved_at, activity_id)


RULE = Rule(
    code="wrong_order",
    find=wrong_order,
    severity=MEDIUM,
    role="department_head",
    title=_("Wrong order"),
    explanation=_("The model expects another step before this one, and it had not been done."),
    source="model",
)
