"""What is still under way in an organisation: asked before it closes."""

from __future__ import annotations

from dataclasses import dataclass

from engine.models.instance import LIVE, ProcessInstance
from engine.models.user_task import UserTask
from engine.queries.names import in_language
from engine.queries.worklist import OPEN

NAMED = 5


@dataclass(frozen=True, slots=True)
class LiveWork:
    """Totals, and the oldest few by name: `instances` as case number and process, `tasks` as case number and step."""

    instance_total: int
    task_total: int
    instances: tuple[str, ...]
    tasks: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.instance_total or self.task_total)


def live_work(organisation_id: int) -> LiveWork:
    """Instances that have not ended and tasks that are open there. For commands of the directory: no actor is asked."""
    instances = ProcessInstance.objects.filter(organisation_id=organisation_id, status__in=LIVE)
    tasks = UserTask.objects.filter(organisation_id=organisation_id, state__in=OPEN)
    named = instances.order_by("started_at").values_list("business_key", "definition__name_en", "definition__name_zh")
    steps = tasks.order_by("created_at").values_list("instance__business_key", "name_en", "name_zh")
    return LiveWork(
        instances.count(),
        tasks.count(),
        tuple(f"{key} {in_language(en, zh)}".strip() for key, en, zh in named[:NAMED]),
        tuple(f"{key} {in_language(en, zh)}".strip() for key, en, zh in steps[:NAMED]),
    )
