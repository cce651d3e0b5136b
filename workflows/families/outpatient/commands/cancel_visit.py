"""Cancel a visit that has not begun: its process decides whether its present step takes the wish."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.commands.deliver_message import DeliverMessage, deliver_message
from engine.errors import InvalidInput, InvalidState, NotAuthorised, NotFound
from engine.queries.instance import instance
from workflows.families.outpatient.queries.visits import VisitView, get_visit

MESSAGE = "VisitCancelRequested"


@dataclass(frozen=True, slots=True)
class CancelVisit:
    actor: Actor
    number: str
    reason: str


def cancel_visit(command: CancelVisit) -> None:
    """Raises: NotFound, NotAuthorised (without `cancel_instance` there), InvalidInput (no reason), InvalidState (ended, or
    already with the doctor).
    """
    view = get_visit(command.actor, command.number)
    if not command.actor.may("cancel_instance", view.line.from_organisation_id):
        raise NotAuthorised(_("Expected a person of the clinic who may cancel visits."))
    if not command.reason.strip():
        raise InvalidInput(_("Expected a reason for the cancellation."))
    if waiting_instance(command.actor, view) is None:
        raise InvalidState(_("Expected a visit that has not begun; this one is past that step."))
    deliver_message(
        DeliverMessage(
            # One wish a stage: a second click on the button changes nothing.
            message_key=f"cancel-visit:{view.line.number}:{view.line.stage_at.isoformat()}",
            name=MESSAGE,
            correlation_key=view.line.number,
            organisation_id=view.line.from_organisation_id,
            payload={"cancel_reason": command.reason.strip()[:500]},
            sender_id=command.actor.id,
            sender_organisation_id=view.line.from_organisation_id,
            reason=command.reason.strip()[:500],
        )
    )


def may_cancel(actor: Actor, view: VisitView) -> bool:
    """Whether the button makes sense now."""
    return actor.may("cancel_instance", view.line.from_organisation_id) and waiting_instance(actor, view) is not None


def waiting_instance(actor: Actor, view: VisitView) -> UUID | None:
    """The visit's instance, if it waits for the wish now."""
    for instance_id in view.instance_ids:
        try:
            detail = instance(actor, instance_id)
        except NotFound:
            continue
        if detail.summary.status == "running" and any(name == MESSAGE for _activity, name in detail.subscriptions):
            return instance_id
    return None
