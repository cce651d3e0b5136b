"""Ask for a referral to be cancelled: the sender's process decides what that takes at its present step."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.errors import InvalidState, NotAuthorised
from workflows.cases.commands.wish_to_cancel import check_reason, takes_wish, wish_to_cancel
from workflows.cases.models import CaseInstance
from workflows.cases.queries.cases import CaseView, get_case
from workflows.cases.stages import SINCE_ARRIVAL, Stage

MESSAGE = "ReferralCancelRequested"
# Not sent yet, or answered with a no: nobody at a receiver works on it.
WITHOUT_RECEIVER = frozenset(
    {Stage.DRAFT, Stage.SUBMITTED, Stage.OUT_REVIEW, Stage.OUT_RETURNED, Stage.REJECTED, Stage.REFERRED_ONWARD}
)


@dataclass(frozen=True, slots=True)
class CancelReferral:
    actor: Actor
    number: str
    reason: str


def cancel_referral(command: CancelReferral) -> str:
    """Give the sender's process the wish to cancel; "applied", or "buffered" until it can take it.

    Raises: NotFound, NotAuthorised (not of the sender, or without `cancel_instance` there), InvalidInput (no reason),
    InvalidState (ended, or at a step that can no longer be cancelled).
    """
    view = get_case(command.actor, command.number)
    if not command.actor.may("cancel_instance", view.line.from_organisation_id):
        raise NotAuthorised(_("Expected a person of the sending organisation who may cancel referrals."))
    check_reason(command.reason)
    if view.line.closed_at is not None:
        raise InvalidState(_("Expected a live referral, but this one has ended."))
    if view.line.stage in SINCE_ARRIVAL:
        raise InvalidState(
            _("Expected a referral whose patient has not arrived: the receiving doctor ends it with the outcome slip. Call them.")
        )
    if not _takes_wish(command.actor, view):
        raise InvalidState(_("Expected a referral that can still be cancelled, but it is past that step."))
    return wish_to_cancel(command.actor, view.line, message=MESSAGE, key="cancel-requested", reason=command.reason)


def may_cancel(actor: Actor, view: CaseView) -> bool:
    """Whether the button makes sense now: a live referral of one's own, at a step that takes the wish."""
    if (
        view.line.closed_at is not None
        or view.line.stage in SINCE_ARRIVAL
        or not actor.may("cancel_instance", view.line.from_organisation_id)
    ):
        return False
    return _takes_wish(actor, view)


def tells_receiver(view: CaseView) -> bool:
    """Whether a receiver holds the request now, and so is told of a cancellation and confirms it."""
    return view.line.stage not in WITHOUT_RECEIVER


def _takes_wish(actor: Actor, view: CaseView) -> bool:
    """Whether the sender's instance waits for the wish now."""
    senders = CaseInstance.objects.filter(case__number=view.line.number, role=CaseInstance.Side.SENDER)
    return takes_wish(actor, senders.values_list("instance_id", flat=True), MESSAGE)
