"""The patient paid for medicine that was neither dispensed nor paid back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from workflows.deviations.history import History, first
from workflows.deviations.rule import MEDIUM, Finding, Parameter, Parameters, Rule, overdue

PAYING = ("Task_pay", "Script_settle_prepaid")
SETTLING = ("Task_dispense", "Task_refund")
PARAMETERS = {"limit": Parameter(timedelta(hours=24), "own proposal")}


def paid_not_executed(history: History, parameters: Parameters, _now: datetime) -> Iterable[Finding]:
    """Medicine that was paid is dispensed, or paid back, within the limit.

    Units: hours from the payment; the boundary is inclusive. Put right: by dispensing or refund. A visit that ends without
    either has it from then on, if that is earlier. Examinations are done before the one payment. Source: section 2; the limit
    is an own proposal, unsigned.
    """
    for paid in history.of_kind("activity_completed"):
        if paid.activity_id not in PAYING or history.value("prescription_status", paid.seq) != "approved":
            continue
        settled = first((event for event in history.of_kind("activity_completed") if event.activity_id in SETTLING), paid.seq)
        ending = history.ending
        if settled is None and ending is not None and ending.at <= paid.at + parameters["limit"]:
            yield Finding(f"payment:{paid.seq}", ending.at, (paid.seq, ending.seq), activity_id=paid.activity_id, is_lasting=True)
            continue
        yield from overdue(f"payment:{paid.seq}", paid, paid.at + parameters["limit"], settled)


RULE = Rule(
    code="paid_not_executed",
    find=paid_not_executed,
    severity=MEDIUM,
    role="dispenser",
    title=_("Paid but not executed"),
    explanation=_("The patient paid for medicine and got neither the medicine nor the money back."),
    source="own proposal",
    processes=("outpatient_visit",),
    parameters=PARAMETERS,
)
