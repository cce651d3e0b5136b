"""Service tasks behind the deadlines of models: tell the next level of a chain, once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.registry import JobContext
from workflows.directory.models import User
from workflows.notifications.queue import queue_notification

from .chains import Reached, resolve_chain, resolve_groups
from .models import Escalation

NOTIFY = "escalation.notify"


def notify(job: JobContext) -> Mapping[str, Any]:
    """Topic `escalation.notify`, transactional.

    Payload: `chain` (key of the organisation's chain) or `groups` (also named `role`: "role@department", one text or a list);
    `level` (default 1);
    `message` (text key, default "escalation.overdue").
    Result: `escalation_level` and `escalated_to` (user names), which the history keeps.
    Raises: LookupError, NobodyToTell: after its attempts the step stands at an incident, so an empty roster is seen.
    """
    payload = job.payload
    level = int(payload.get("level") or 1)
    reached = _resolve(job, level)
    text_key = str(payload.get("message") or "escalation.overdue")
    escalation, is_new = Escalation.objects.get_or_create(
        job_id=job.job_id,
        defaults={
            "instance_id": job.instance_id,
            "organisation_id": job.organisation_id,
            "activity_id": job.activity_id,
            "case_number": job.business_key,
            "chain_key": str(payload.get("chain") or ""),
            "level": reached.level,
            "text_key": text_key,
            "groups": list(reached.groups),
            "recipient_ids": list(reached.user_ids),
            "fired_at": job.now,
        },
    )
    if is_new:
        queue_notification(
            key=f"escalation:{job.job_id}",
            kind="escalation",
            text_key=text_key,
            params={"number": job.business_key, "level": reached.level},
            organisation_id=job.organisation_id,
            user_ids=reached.user_ids,
            link=f"case:{job.business_key}" if job.business_key else f"instance:{job.instance_id}",
        )
    usernames = User.objects.filter(pk__in=escalation.recipient_ids).order_by("pk").values_list("username", flat=True)
    return {"escalation_level": escalation.level, "escalated_to": list(usernames)}


def _resolve(job: JobContext, level: int) -> Reached:
    groups = job.payload.get("groups") or job.payload.get("role") or []
    if isinstance(groups, str):
        groups = [group.strip() for group in groups.split(",") if group.strip()]
    if chain_key := job.payload.get("chain"):
        return resolve_chain(job.organisation_id, str(chain_key), level, job.now)
    if not groups:
        raise LookupError("Expected the escalation to name a chain or groups")
    return resolve_groups(job.organisation_id, [str(group) for group in groups], level, job.now)
