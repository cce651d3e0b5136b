"""Ask for an evaluation in the transaction of the advance: one row, nothing read, nothing judged."""

from __future__ import annotations

from engine import clock
from engine.registry import InstanceEvent

from .watching import look_at

STEERING = frozenset({"token_moved", "token_added", "token_cancelled", "step_skipped"})


def look_again(event: InstanceEvent) -> None:
    """Rules look at the instance after the commit. An event that is rolled back asks for nothing."""
    look_at([event.instance_id], clock.now())
