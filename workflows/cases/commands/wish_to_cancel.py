"""Tell a case's own process that somebody wants it cancelled; the process decides what that takes at its present step."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.commands.deliver_message import DeliverMessage, deliver_message
from engine.errors import InvalidInput, NotFound
from engine.queries.instance import instance
from workflows.cases.queries.case_lines import CaseLine

LONGEST_REASON = 500


def wish_to_cancel(actor: Actor, line: CaseLine, *, message: str, key: str, reason: str) -> str:
    """Deliver the wish; "applied", or "buffered" until the process can take it."""
    said = reason.strip()[:LONGEST_REASON]
    return deliver_message(
        DeliverMessage(
            # One wish a stage: a second click on the button changes nothing.
            message_key=f"{key}:{line.number}:{line.stage_at.isoformat()}",
            name=message,
            correlation_key=line.number,
            organisation_id=line.from_organisation_id,
            payload={"cancel_reason": said},
            sender_id=actor.id,
            sender_organisation_id=line.from_organisation_id,
            reason=said,
        )
    )


def check_reason(reason: str) -> None:
    """Raises: InvalidInput."""
    if not reason.strip():
        raise InvalidInput(_("Expected a reason for the cancellation."))


def takes_wish(actor: Actor, instance_ids: Iterable[UUID], message: str) -> bool:
    """Whether one of these instances, as far as the actor may see it, waits for the wish now."""
    return any(_waits_for(actor, instance_id, message) for instance_id in instance_ids)


def _waits_for(actor: Actor, instance_id: UUID, message: str) -> bool:
    try:
        detail = instance(actor, instance_id)
    except NotFound:
        return False
    return detail.summary.status == "running" and any(name == message for _activity, name in detail.subscriptions)
