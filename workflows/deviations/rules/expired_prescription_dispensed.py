"""Medicine was dispensed on a prescription that had run out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from workflows.deviations.history import History
from workflows.deviations.rule import HIGH, Finding, Parameters, Rule


def expired_prescription_dispensed(history: History, _parameters: Parameters, _now: datetime) -> Iterable[Finding]:
    """Each dispensing after the moment until which the prescription was valid.

    Units: moments; the boundary is inclusive. Stays as found. Source: valid the same day, up to 3 days if annotated [20];
    the model sets `prescription_valid_until` from it.
    """
    for dispensed in history.of_kind("activity_completed", activity="Task_dispense"):
        valid_until = history.moment("prescription_valid_until", dispensed.seq)
        if valid_until is None or dispensed.at <= valid_until:
            continue
        issued = [event.seq for event in history.was_set("prescription_valid_until") if event.seq < dispensed.seq]
        yield Finding(
            f"dispensing:{dispensed.seq}",
            dispensed.at,
            (*issued[-1:], dispensed.seq),
            activity_id=dispensed.activity_id,
            is_lasting=True,
        )


RULE = Rule(
    code="expired_prescription_dispensed",
    find=expired_prescription_dispensed,
    severity=HIGH,
    role="dispenser",
    title=_("Expired prescription dispensed"),
    explanation=_("The prescription had run out. It is renewed by the doctor before anything is handed out on it."),
    source="[20]",
    processes=("outpatient_visit",),
)
