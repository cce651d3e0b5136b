"""What the end of a visit's process means for its slot. Runs inside the transaction of the advance: rows only."""

from __future__ import annotations

from engine.registry import InstanceEvent
from workflows.cases.models import Case
from workflows.cases.visit_stages import VisitStage

from .models import Booking


def on_ended(event: InstanceEvent) -> None:
    """A cancelled visit gives its slot back, however it was cancelled. Whoever did not come keeps theirs: it is past."""
    cancelled = Case.objects.filter(
        instances__instance_id=event.instance_id, kind=Case.Kind.VISIT, stage=VisitStage.CANCELLED
    ).values("pk")
    Booking.objects.filter(case__in=cancelled, cancelled_at=None).update(cancelled_at=event.at)
