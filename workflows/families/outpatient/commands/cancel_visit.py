"""Cancel a visit that has not begun: its process decides whether its present step takes the wish."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.errors import InvalidState, NotAuthorised
from workflows.cases.commands.wish_to_cancel import check_reason, takes_wish, wish_to_cancel
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
    check_reason(command.reason)
    if not takes_wish(command.actor, view.instance_ids, MESSAGE):
        raise InvalidState(_("Expected a visit that has not begun; this one is past that step."))
    wish_to_cancel(command.actor, view.line, message=MESSAGE, key="cancel-visit", reason=command.reason)


def may_cancel(actor: Actor, view: VisitView) -> bool:
    """Whether the button makes sense now."""
    return actor.may("cancel_instance", view.line.from_organisation_id) and takes_wish(actor, view.instance_ids, MESSAGE)
