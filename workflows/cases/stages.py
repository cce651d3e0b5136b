"""The stages of a referral: their order, which ways lead back, and their names in other systems' code lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Stage(models.TextChoices):
    """Where a referral stands, seen from both organisations alike."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    OUT_REVIEW = "out_review", _("Review at the sender")
    OUT_RETURNED = "out_returned", _("Returned by the review")
    OUT_REJECTED = "out_rejected", _("Not approved")
    SENT = "sent", _("Sent")
    RECEIVED = "received", _("Received")
    IN_REVIEW = "in_review", _("Review at the receiver")
    REFERRED_ONWARD = "referred_onward", _("Referred onward")
    REJECTED = "rejected", _("Rejected")
    ACCEPTED = "accepted", _("Accepted")
    SCHEDULED = "scheduled", _("Scheduled")
    NO_SHOW = "no_show", _("Did not arrive")
    IN_TRANSIT = "in_transit", _("In transit")
    ARRIVED = "arrived", _("Arrived")
    OUTCOME_SENT = "outcome_sent", _("Outcome sent")
    FOLLOW_UP = "follow_up", _("Follow-up")
    NOT_ACCEPTED = "not_accepted", _("Not accepted")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


TERMINAL = frozenset({Stage.OUT_REJECTED, Stage.NOT_ACCEPTED, Stage.CLOSED, Stage.CANCELLED})
# Where a closed case may stand. REJECTED and NO_SHOW: those that closed before NOT_ACCEPTED was a stage.
FINAL = TERMINAL | {Stage.REJECTED, Stage.NO_SHOW}
# With these the receiver's part is over, while the case may go on elsewhere.
PARTED = frozenset({Stage.REJECTED, Stage.REFERRED_ONWARD})
# A receiver has the request and has not decided: its process must not end in silence.
UNDECIDED = frozenset({Stage.SENT, Stage.RECEIVED, Stage.IN_REVIEW})
# Whoever is named as its receiver has not taken it, or not taken it yet.
NOT_TAKEN = UNDECIDED | frozenset(
    {
        Stage.DRAFT,
        Stage.SUBMITTED,
        Stage.OUT_REVIEW,
        Stage.OUT_RETURNED,
        Stage.OUT_REJECTED,
        Stage.REFERRED_ONWARD,
        Stage.REJECTED,
        Stage.NOT_ACCEPTED,
    }
)
# A receiver works on it: its process is not cancelled in silence.
AT_RECEIVER = UNDECIDED | frozenset(
    {
        Stage.ACCEPTED,
        Stage.SCHEDULED,
        Stage.NO_SHOW,
        Stage.IN_TRANSIT,
        Stage.ARRIVED,
    }
)
# The patient is, or was, in the receiver's hands: no cancellation any more, and the receiver reads on for a while.
SINCE_ARRIVAL = frozenset({Stage.ARRIVED, Stage.OUTCOME_SENT, Stage.FOLLOW_UP})
BOARD_ORDER: tuple[Stage, ...] = tuple(Stage)

# The referral board's columns: key, heading, stages.
BOARD_COLUMNS: tuple[tuple[str, StrOrPromise, tuple[Stage, ...]], ...] = (
    ("preparing", _("Preparing"), (Stage.DRAFT, Stage.SUBMITTED, Stage.OUT_REVIEW, Stage.OUT_RETURNED)),
    ("waiting", _("Waiting for the receiver"), (Stage.SENT, Stage.RECEIVED, Stage.IN_REVIEW, Stage.REFERRED_ONWARD)),
    ("rejected", _("Rejected"), (Stage.REJECTED,)),
    ("accepted", _("Accepted"), (Stage.ACCEPTED, Stage.SCHEDULED, Stage.NO_SHOW)),
    ("in_transit", _("In transit"), (Stage.IN_TRANSIT,)),
    ("arrived", _("Arrived"), (Stage.ARRIVED,)),
    ("returned", _("Outcome and follow-up"), (Stage.OUTCOME_SENT, Stage.FOLLOW_UP)),
    ("ended", _("Ended"), (Stage.OUT_REJECTED, Stage.NOT_ACCEPTED, Stage.CLOSED, Stage.CANCELLED)),
)

# What a message between the organisations says about the stage.
MESSAGE_STAGES: Mapping[str, Stage] = {
    "ReferralRequest": Stage.SENT,
    "ReferralReceived": Stage.RECEIVED,
    "ReferralSchedule": Stage.SCHEDULED,
    "ReferralArrival": Stage.ARRIVED,
    "ReferralNoShow": Stage.NO_SHOW,
    "ReferralReturned": Stage.REJECTED,
    "ReferralOutcome": Stage.OUTCOME_SENT,
    "ReferralCancelConfirm": Stage.CANCELLED,
}
# A ReferralDecision says it by its `decision`.
DECISION_STAGES: Mapping[str, Stage] = {
    "accept": Stage.ACCEPTED,
    "accepted": Stage.ACCEPTED,
    "reject": Stage.REJECTED,
    "rejected": Stage.REJECTED,
    "refer_onward": Stage.REFERRED_ONWARD,
    "referred_onward": Stage.REFERRED_ONWARD,
    "onward": Stage.REFERRED_ONWARD,
}


def stage_of_message(name: str, payload: Mapping[str, Any]) -> Stage | None:
    """What a message of this name and content says about the stage; None: nothing."""
    if name != "ReferralDecision":
        return MESSAGE_STAGES.get(name)
    stage = DECISION_STAGES.get(str(payload.get("decision", "")))
    return Stage.SCHEDULED if stage == Stage.ACCEPTED and payload.get("slot_at") is not None else stage


def closing_stage(stage: Stage, *, is_cancelled: bool) -> Stage:
    """Where a case ends whose sender's process has ended, or was cancelled, at `stage`."""
    if stage in TERMINAL:
        return stage
    if is_cancelled:
        return Stage.CANCELLED
    if stage in PARTED:
        return Stage.NOT_ACCEPTED
    return stage if stage in FINAL else Stage.CLOSED


# Messages of two organisations overtake each other, so forward moves may skip stages; ways back are these and no others.
_AGAIN = frozenset({Stage.DRAFT, Stage.SUBMITTED, Stage.OUT_REVIEW, Stage.OUT_RETURNED, Stage.OUT_REJECTED, Stage.SENT})
_GIVEN_BACK = frozenset({Stage.REJECTED})  # the receiver's process ended without an answer
WAYS_BACK: Mapping[Stage, frozenset[Stage]] = {
    Stage.SUBMITTED: frozenset({Stage.DRAFT}),
    Stage.OUT_REVIEW: frozenset({Stage.DRAFT, Stage.SUBMITTED}),
    Stage.OUT_RETURNED: frozenset({Stage.DRAFT, Stage.SUBMITTED, Stage.OUT_REVIEW}),
    Stage.REFERRED_ONWARD: _AGAIN | {Stage.RECEIVED, Stage.IN_REVIEW},
    Stage.REJECTED: _AGAIN | {Stage.REFERRED_ONWARD},
    Stage.ACCEPTED: _GIVEN_BACK,
    Stage.SCHEDULED: _GIVEN_BACK,
    Stage.NO_SHOW: _GIVEN_BACK | {Stage.ACCEPTED, Stage.SCHEDULED},
    Stage.IN_TRANSIT: _GIVEN_BACK | {Stage.NO_SHOW, Stage.SCHEDULED},
    Stage.ARRIVED: _GIVEN_BACK,
}


def may_move(current: Stage, new: Stage) -> bool:
    """Whether a case in `current` may go to `new`: forward, along a declared way back, never out of a terminal stage."""
    if current in TERMINAL or current == new:
        return False
    if new in WAYS_BACK.get(current, frozenset()):
        return True
    return BOARD_ORDER.index(new) > BOARD_ORDER.index(current)


# Source: regional platform value set CVA-0282. Its list has no code for stages after reception but cancellation.
CVA_0282: Mapping[Stage, str | None] = {
    Stage.DRAFT: None,
    Stage.SUBMITTED: "01",
    Stage.OUT_REVIEW: "01",
    Stage.OUT_RETURNED: "03",
    Stage.OUT_REJECTED: "03",
    Stage.SENT: "02",
    Stage.RECEIVED: "02",
    Stage.IN_REVIEW: "02",
    Stage.REFERRED_ONWARD: "05",
    Stage.REJECTED: "05",
    Stage.ACCEPTED: "04",
    Stage.SCHEDULED: "04",
    Stage.NO_SHOW: "04",
    Stage.IN_TRANSIT: "04",
    Stage.ARRIVED: "06",
    Stage.OUTCOME_SENT: "06",
    Stage.FOLLOW_UP: "06",
    Stage.NOT_ACCEPTED: "05",
    Stage.CLOSED: "06",
    Stage.CANCELLED: "07",
}

# Source: HL7 FHIR value set task-status.
FHIR_TASK_STATUS: Mapping[Stage, str] = {
    Stage.DRAFT: "draft",
    Stage.SUBMITTED: "draft",
    Stage.OUT_REVIEW: "draft",
    Stage.OUT_RETURNED: "draft",
    Stage.OUT_REJECTED: "cancelled",
    Stage.SENT: "requested",
    Stage.RECEIVED: "received",
    Stage.IN_REVIEW: "received",
    Stage.REFERRED_ONWARD: "rejected",
    Stage.REJECTED: "rejected",
    Stage.ACCEPTED: "accepted",
    Stage.SCHEDULED: "ready",
    Stage.NO_SHOW: "on-hold",
    Stage.IN_TRANSIT: "in-progress",
    Stage.ARRIVED: "in-progress",
    Stage.OUTCOME_SENT: "completed",
    Stage.FOLLOW_UP: "completed",
    Stage.NOT_ACCEPTED: "rejected",
    Stage.CLOSED: "completed",
    Stage.CANCELLED: "cancelled",
}

# Source: HL7 BSeR implementation guide; "referred-onward" is the extension of the PH eReferral guide.
BSER_STATUS: Mapping[Stage, str] = {
    Stage.DRAFT: "created",
    Stage.SUBMITTED: "created",
    Stage.OUT_REVIEW: "created",
    Stage.OUT_RETURNED: "created",
    Stage.OUT_REJECTED: "cancelled",
    Stage.SENT: "created",
    Stage.RECEIVED: "created",
    Stage.IN_REVIEW: "created",
    Stage.REFERRED_ONWARD: "referred-onward",
    Stage.REJECTED: "declined",
    Stage.ACCEPTED: "accepted",
    Stage.SCHEDULED: "scheduled",
    Stage.NO_SHOW: "unattended",
    Stage.IN_TRANSIT: "scheduled",
    Stage.ARRIVED: "scheduled",
    Stage.OUTCOME_SENT: "completed",
    Stage.FOLLOW_UP: "completed",
    Stage.NOT_ACCEPTED: "declined",
    Stage.CLOSED: "completed",
    Stage.CANCELLED: "cancelled",
}
