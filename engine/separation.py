"""Separation of duties: who did an activity, in any of its rounds, may not do the one that must be done by somebody else."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from engine.models.user_task import UserTask, UserTaskState


def performers_of(instance_id: UUID, activity_ids: Collection[str]) -> frozenset[int]:
    """Everybody who ever completed one of these activities of the instance: a returned and mended step has two authors."""
    if not activity_ids:
        return frozenset()
    done = UserTask.objects.filter(
        instance_id=instance_id, activity_id__in=activity_ids, state=UserTaskState.COMPLETED, completed_by_id__isnull=False
    )
    return frozenset(done.values_list("completed_by_id", flat=True))  # type: ignore[arg-type]
