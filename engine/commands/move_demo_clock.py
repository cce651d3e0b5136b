"""Move the demonstration's time forward. Off outside a demonstration: patients' time is nobody's to move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.actor import Actor
from engine.errors import InvalidInput, InvalidState, NotAuthorised
from engine.models.demo_clock import DemoClock
from engine.wake import wake_workers

FURTHEST_STEP = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class MoveDemoClock:
    actor: Actor
    by: timedelta


def move_demo_clock(command: MoveDemoClock) -> datetime:
    """Advance the demonstration's clock; the new time.

    Raises: InvalidState outside a demonstration, NotAuthorised, InvalidInput (not forward, or more than a year at once).
    """
    if not settings.CARELANE_DEMO:
        raise InvalidState(_("Expected a demonstration: the clock of a working installation cannot be moved."))
    if not command.actor.may_anywhere("operate"):
        raise NotAuthorised(_("Expected a person who operates the processes."))
    if not timedelta(0) < command.by <= FURTHEST_STEP:
        raise InvalidInput(_("Expected a step forward of at most one year."))
    with transaction.atomic():
        row, _created = DemoClock.objects.select_for_update().get_or_create(pk=1)
        row.offset_seconds += int(command.by.total_seconds())
        row.moved_at = clock.real_now()
        row.moved_by_id = command.actor.id
        row.save()
        transaction.on_commit(wake_workers)
    return clock.now()
