"""Service task by which a model tells people something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import InvalidInput
from engine.registry import JobContext
from workflows.directory.models import User

from .queue import queue_notification

SEND = "notification.send"


def handle_send(job: JobContext) -> Mapping[str, Any]:
    """Topic `notification.send`, transactional. Payload: `message` (text key), `users` (user names) and `groups`
    ("role@department"), of which null entries count as nobody. Result: none. One job tells each person once.

    Raises: ValueError (unknown text), InvalidInput (nobody is named).
    """
    payload = job.payload
    names = [str(name) for name in payload.get("users") or [] if name]
    groups = [str(group) for group in payload.get("groups") or [] if group]
    if not names and not groups:
        raise InvalidInput("Expected the notice to name people or groups.")
    queue_notification(
        key=f"sent:{job.job_id}",
        kind="process",
        text_key=str(payload.get("message")),
        params={"number": job.business_key},
        organisation_id=job.organisation_id,
        user_ids=list(User.objects.filter(username__in=names, is_active=True).values_list("pk", flat=True)),
        groups=groups,
        link=f"case:{job.business_key}" if job.business_key else f"instance:{job.instance_id}",
    )
    return {}
