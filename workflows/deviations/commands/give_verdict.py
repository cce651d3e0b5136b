"""A quality officer judges a deviation."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.actor import Actor
from engine.errors import Conflict, FormInvalid, NotAuthorised
from workflows.deviations.access import find_deviation, is_involved
from workflows.deviations.models import Deviation, VerdictGiven


@dataclass(frozen=True, slots=True)
class GiveVerdict:
    """`after`: how many verdicts the officer has read, so that two of them do not judge past each other; None to not ask."""

    actor: Actor
    deviation_id: int
    verdict: str
    reason: str
    after: int | None = None


@transaction.atomic
def give_verdict(command: GiveVerdict) -> VerdictGiven:
    """Keep the verdict; a second one takes the first one's place, and both stay in the ledger.

    Raises: NotFound, NotAuthorised (no quality officer there, or involved in it), FormInvalid, Conflict (judged meanwhile).
    """
    actor = command.actor
    deviation = find_deviation(actor, command.deviation_id, lock=True)
    if actor.id is None or not actor.may("quality", deviation.organisation_id):
        raise NotAuthorised(_("Expected a quality officer of this organisation."))
    if is_involved(actor, deviation):
        raise NotAuthorised(_("Expected another quality officer: you had a part in this deviation, or gave its reason."))
    reason = command.reason.strip()
    errors: dict[str, list[object]] = {}
    if command.verdict not in Deviation.Verdict.values:
        errors["verdict"] = [_("Expected “justified” or “unjustified”.")]
    if not 3 <= len(reason) <= 1000:
        errors["reason"] = [_("Expected a reason of 3 to 1000 characters.")]
    if errors:
        raise FormInvalid(errors)
    if command.after is not None and deviation.verdicts.count() != command.after:
        raise Conflict(_("Somebody else has judged this deviation since you opened it."))
    given = VerdictGiven.objects.create(
        deviation=deviation, verdict=command.verdict, reason=reason, by_id=actor.id, at=clock.now()
    )
    deviation.verdict = command.verdict
    deviation.save(update_fields=["verdict"])
    return given
