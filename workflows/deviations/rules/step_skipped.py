"""An operator left a step out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from workflows.deviations.history import History
from workflows.deviations.rule import HIGH, Finding, Parameters, Rule


def step_skipped(history: History, _parameters: Parameters, _now: datetime) -> Iterable[Finding]:
    """Each step that an operator skipped with a second person's agreement.

    Due: never allowed by the model itself; no limit. Stays as found. Source: the model.
    """
    for event in history.of_kind("step_skipped"):
        yield Finding(f"skip:{event.seq}", event.at, (event.seq,), activity_id=event.activity_id, is_lasting=True)


RULE = Rule(
    code="step_skipped",
    find=step_skipped,
    severity=HIGH,
    role="operator",
    title=_("Step skipped by an operator"),
    explanation=_("A step of the model was left undone. Two operators agreed to it; whether it was right is judged here."),
    source="model",
)
