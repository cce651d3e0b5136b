"""Service tasks behind the deadlines of models: tell the next level of a chain, once."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from engine.registry import JobContext
from workflows.directory.models import User
from workflows.notifications.queue import queue_notification

from .chains import Reached, resolve
from .models import Escalation

logger = logging.getLogger(__name__)
NOTIFY = "escalation.notify"


def notify(job: JobContext) -> Mapping[str, Any]:
    """Topic `escalation.notify`, transactional.

    Payload: `chain` (key of the organisation's chain) or `groups` (also named `role`: "role@department", one text or a list);
    `level` (default 1);
    `message` (text key, default "escalation.overdue"). Both may be given: where the chain has nobody, the groups answer, then
    heads, quality officers, administrators.
    Result: `escalation_level` and `escalated_to` (user names), which the history keeps; nobody at all is an empty list, a
    row without recipients, and no error: who is late must not lose the work because nobody could be told.
    """
    payload = job.payload
    level = int(payload.get("level") or 1)
    reached = _resolve(job, level)
    escalation = _record(job, reached, str(payload.get("message") or "escalation.overdue"))
    usernames = User.objects.filter(pk__in=escalation.recipient_ids).order_by("pk").values_list("username", flat=True)
    return {"escalation_level": escalation.level, "escalated_to": list(usernames)}


def _record(job: JobContext, reached: Reached, text_key: str) -> Escalation:
    """The row of this cause, and once the notices; nobody to tell leaves a row without recipients."""
    escalation, is_new = Escalation.objects.get_or_create(
        job_id=job.job_id,
        defaults={
            "instance_id": job.instance_id,
            "organisation_id": job.organisation_id,
            "activity_id": job.activity_id,
            "case_number": job.business_key,
            "chain_key": str(job.payload.get("chain") or ""),
            "level": reached.level,
            "text_key": text_key,
            "groups": list(reached.groups),
            "recipient_ids": list(reached.user_ids),
            "fired_at": job.now,
        },
    )
    if is_new and reached.is_heard:
        queue_notification(
            key=f"escalation:{job.job_id}",
            kind="escalation",
            text_key=text_key,
            params={"number": job.business_key, "level": reached.level},
            organisation_id=job.organisation_id,
            user_ids=reached.user_ids,
            link=f"case:{job.business_key}" if job.business_key else f"instance:{job.instance_id}",
        )
    elif is_new:
        logger.warning("Nobody of organisation %s could be told of %s at %s", job.organisation_id, text_key, job.activity_id)
    return escalation


def _resolve(job: JobContext, level: int) -> Reached:
    groups = job.payload.get("groups") or job.payload.get("role") or []
    if isinstance(groups, str):
        groups = [group.strip() for group in groups.split(",") if group.strip()]
    chain_key = str(job.payload.get("chain") or "")
    return resolve(job.organisation_id, chain_key, [str(group) for group in groups], level, job.now)
