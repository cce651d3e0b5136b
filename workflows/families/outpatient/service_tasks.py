"""Service task of the outpatient models: who did a step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.queries.recorded_events import recorded_events
from engine.registry import JobContext
from workflows.directory.models import User

PERFORMER = "outpatient.performer"


def handle_performer(job: JobContext) -> Mapping[str, Any]:
    """Topic `outpatient.performer`, transactional. Payload: `activities` (BPMN ids). Result: `performer`, the user name of
    whoever completed one of them last, null if nobody did.
    """
    wanted = {str(name) for name in job.payload.get("activities") or []}
    completed = (event for event in recorded_events(job.instance_id) if event.kind == "activity_completed")
    done = [event for event in completed if event.activity_id in wanted]
    actor_id = done[-1].actor_id if done else None
    if actor_id is None:
        return {"performer": None}
    return {"performer": User.objects.filter(pk=actor_id).values_list("username", flat=True).first()}
