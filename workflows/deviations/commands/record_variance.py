"""Somebody who takes part in a process gives the coded reason of a deviation."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.actor import Actor
from engine.errors import FormInvalid, NotAuthorised
from workflows.deviations.access import find_deviation, takes_part
from workflows.deviations.models import Variance


@dataclass(frozen=True, slots=True)
class RecordVariance:
    """`is_controllable`: None where the form left it open, which is refused."""

    actor: Actor
    deviation_id: int
    code: str
    source: str
    nature: str
    is_controllable: bool | None
    course: str
    reason: str


@transaction.atomic
def record_variance(command: RecordVariance) -> Variance:
    """Add the reason to the ledger; an earlier one stays, the newest counts.

    Raises: NotFound, NotAuthorised (takes no part in the process, or may not work there), FormInvalid.
    """
    actor = command.actor
    deviation = find_deviation(actor, command.deviation_id, lock=True)
    if actor.id is None or not actor.may("work", deviation.organisation_id) or not takes_part(actor, deviation):
        raise NotAuthorised(_("Expected somebody who takes part in this process."))
    errors = _errors(command)
    if errors:
        raise FormInvalid(errors)
    return Variance.objects.create(
        deviation=deviation,
        code=command.code,
        source=command.source,
        nature=command.nature,
        is_controllable=bool(command.is_controllable),
        course=command.course,
        reason=command.reason.strip(),
        by_id=actor.id,
        at=clock.now(),
    )


def _errors(command: RecordVariance) -> dict[str, list[object]]:
    errors: dict[str, list[object]] = {}
    chosen = {
        "code": (command.code, Variance.Code.values),
        "source": (command.source, Variance.Source.values),
        "nature": (command.nature, Variance.Nature.values),
        "course": (command.course, Variance.Course.values),
    }
    for name, (value, allowed) in chosen.items():
        if value not in allowed:
            errors[name] = [_("Expected one of the choices.")]
    if command.is_controllable is None:
        errors["is_controllable"] = [_("Expected one of the choices.")]
    length = len(command.reason.strip())
    if length > 1000 or (length < 3 and (length or command.code == Variance.Code.OTHER)):
        errors["reason"] = [_("Expected a reason of 3 to 1000 characters.")]
    return errors
