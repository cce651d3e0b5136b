"""The stages of an outpatient visit, and how its board groups them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class VisitStage(models.TextChoices):
    """Where a patient stands on a day at the clinic."""

    BOOKED = "booked", _("Booked")
    WAITING_TRIAGE = "waiting_triage", _("Waiting for triage")
    WAITING_DOCTOR = "waiting_doctor", _("Waiting for the doctor")
    IN_VISIT = "in_visit", _("In visit")
    AT_EXAMINATION = "at_examination", _("At examination")
    AT_PHARMACY = "at_pharmacy", _("At the pharmacy")
    AT_PAYMENT = "at_payment", _("Paying and fetching medicine")
    AT_RECORDS = "at_records", _("Record being filed")
    TRANSFERRED = "transferred", _("In the emergency room")
    NO_SHOW = "no_show", _("Did not come")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


VISIT_TERMINAL = frozenset({VisitStage.CLOSED, VisitStage.CANCELLED})
VISIT_FINAL = VISIT_TERMINAL | {VisitStage.TRANSFERRED, VisitStage.NO_SHOW}

# The board's columns: key, heading, stages.
VISIT_COLUMNS: tuple[tuple[str, StrOrPromise, tuple[VisitStage, ...]], ...] = (
    ("booked", _("Booked"), (VisitStage.BOOKED,)),
    ("waiting", _("Waiting"), (VisitStage.WAITING_TRIAGE, VisitStage.WAITING_DOCTOR)),
    ("in_visit", _("In visit"), (VisitStage.IN_VISIT,)),
    ("at_examination", _("At examination"), (VisitStage.AT_EXAMINATION,)),
    ("at_pharmacy", _("Pharmacy and payment"), (VisitStage.AT_PHARMACY, VisitStage.AT_PAYMENT)),
    ("done", _("Done"), (VisitStage.AT_RECORDS, *sorted(VISIT_FINAL))),
)


def may_move_visit(current: VisitStage, new: VisitStage) -> bool:
    """One process moves a visit, so nothing overtakes: any other stage, never out of one that ends it."""
    return current not in VISIT_FINAL and current != new


def closing_visit_stage(stage: VisitStage, *, is_cancelled: bool) -> VisitStage:
    """Where a visit ends whose process has ended, or was cancelled, at `stage`."""
    if stage in VISIT_TERMINAL:
        return stage
    if is_cancelled:
        return VisitStage.CANCELLED
    return stage if stage in VISIT_FINAL else VisitStage.CLOSED
