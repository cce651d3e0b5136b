"""An operator moved a process by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from workflows.deviations.history import History
from workflows.deviations.rule import MEDIUM, Finding, Parameters, Rule

KINDS = ("token_moved", "token_added", "token_cancelled")


def process_steered(history: History, _parameters: Parameters, _now: datetime) -> Iterable[Finding]:
    """Each time an operator moved, began or ended a step against the course of the model.

    Due: never allowed by the model itself; no limit. Stays as found. Source: the model.
    """
    for event in history.of_kind(*KINDS):
        yield Finding(f"steer:{event.seq}", event.at, (event.seq,), activity_id=event.activity_id, is_lasting=True)


RULE = Rule(
    code="process_steered",
    find=process_steered,
    severity=MEDIUM,
    role="operator",
    title=_("Process moved by an operator"),
    explanation=_("An operator moved, began or ended a step, so the case took another way than its model."),
    source="model",
)
