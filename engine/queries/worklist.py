"""My work, most urgent first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from engine import clock
from engine.actor import Actor
from engine.models.user_task import UserTask, UserTaskCandidate, UserTaskState
from engine.queries.names import in_language

OPEN = (UserTaskState.CREATED, UserTaskState.ASSIGNED)
SOON = timedelta(hours=4)
EMERGENCY = 90  # from this priority on a task stands above everything, whenever it is due
EMERGENCIES_FIRST = Case(When(priority__gte=EMERGENCY, then=Value(0)), default=Value(1), output_field=IntegerField())
WorklistFilter = Literal["all", "mine", "groups", "overdue", "soon", "done"]


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One open user task as a list shows it."""

    id: UUID
    instance_id: UUID
    organisation_id: int
    business_key: str
    process_key: str
    activity_id: str
    name_en: str
    name_zh: str
    state: str
    assignee_id: int | None
    candidate_groups: tuple[str, ...]
    due_at: datetime | None
    follow_up_at: datetime | None
    priority: int
    created_at: datetime
    ended_at: datetime | None
    form_key: str
    version: int
    is_suspended: bool = False  # its process stands still until an operator resumes it

    @property
    def is_emergency(self) -> bool:
        return self.priority >= EMERGENCY

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_zh)


@dataclass(frozen=True, slots=True)
class WorklistPage:
    rows: tuple[WorklistRow, ...]
    total: int
    page: int
    page_size: int

    @property
    def has_next(self) -> bool:
        return self.page * self.page_size < self.total


def _reachable_by_group(actor: Actor) -> QuerySet[UserTaskCandidate]:
    """What one of the actor's groups may do, in organisations where they work."""
    by_organisation: dict[int, list[str]] = {}
    for organisation_id, group in actor.groups:
        if actor.may("work", organisation_id):
            by_organisation.setdefault(organisation_id, []).append(group)
    reachable = Q(pk__in=[])
    for organisation_id, groups in by_organisation.items():
        reachable |= Q(organisation_id=organisation_id, group__in=groups)
    return UserTaskCandidate.objects.filter(reachable)


def _mine(actor: Actor) -> Q:
    return Q(assignee_id=actor.id, organisation_id__in=actor.organisation_ids)


def _mine_or_free(actor: Actor) -> Q:
    """By way of two indexes and the tasks' ids: with OR between them the database would read every open task."""
    claimed = UserTask.objects.filter(_mine(actor), state=UserTaskState.ASSIGNED).values("pk")
    reachable = claimed.union(_reachable_by_group(actor).values("user_task_id"))
    return Q(pk__in=reachable) & (Q(assignee_id=None) | _mine(actor))


def _filtered(actor: Actor, chosen: WorklistFilter, now: datetime) -> QuerySet[UserTask]:
    open_tasks = UserTask.objects.filter(state__in=OPEN)
    if chosen == "mine":
        return open_tasks.filter(_mine(actor))
    if chosen == "groups":
        return open_tasks.filter(assignee_id=None, pk__in=_reachable_by_group(actor).values("user_task_id"))
    if chosen == "overdue":
        return open_tasks.filter(_mine_or_free(actor), due_at__lte=now)
    if chosen == "soon":
        return open_tasks.filter(_mine_or_free(actor), due_at__gt=now, due_at__lte=now + SOON)
    if chosen == "done":
        return UserTask.objects.filter(
            completed_by_id=actor.id, organisation_id__in=actor.organisation_ids, state=UserTaskState.COMPLETED
        )
    return open_tasks.filter(_mine_or_free(actor))


def worklist(
    actor: Actor,
    *,
    chosen: WorklistFilter = "all",
    business_keys: tuple[str, ...] | None = None,
    process_key: str = "",
    page: int = 1,
    page_size: int = 50,
) -> WorklistPage:
    """A page of the actor's open tasks: emergencies, then overdue, then by due time, then by priority and age.

    `business_keys` limits it to these cases (a search). Deadlines that nobody set come last.
    """
    found = _filtered(actor, chosen, clock.now())
    if business_keys is not None:
        found = found.filter(instance__business_key__in=business_keys)
    if process_key:
        found = found.filter(instance__definition__key=process_key)
    most_urgent = (EMERGENCIES_FIRST, F("due_at").asc(nulls_last=True), "-priority", "created_at", "pk")
    order = ("-ended_at",) if chosen == "done" else most_urgent
    total = found.count()
    start = (page - 1) * page_size
    tasks = found.order_by(*order).select_related("instance__definition").defer("instance__state")
    return WorklistPage(tuple(row_of(task) for task in tasks[start : start + page_size]), total, page, page_size)


def worklist_counts(actor: Actor) -> dict[str, int]:
    """How many open tasks each filter of the inbox holds."""
    now = clock.now()
    filters: tuple[WorklistFilter, ...] = ("all", "mine", "groups", "overdue", "soon")
    return {chosen: _filtered(actor, chosen, now).count() for chosen in filters}


def row_of(task: UserTask) -> WorklistRow:
    return WorklistRow(
        id=task.pk,
        instance_id=task.instance_id,
        organisation_id=task.organisation_id,
        business_key=task.instance.business_key,
        process_key=task.instance.definition.key,
        activity_id=task.activity_id,
        name_en=task.name_en,
        name_zh=task.name_zh,
        state=task.state,
        assignee_id=task.assignee_id,
        candidate_groups=tuple(sorted(task.candidate_groups.split(","))) if task.candidate_groups and task.state in OPEN else (),
        due_at=task.due_at,
        follow_up_at=task.follow_up_at,
        priority=task.priority,
        created_at=task.created_at,
        ended_at=task.ended_at,
        form_key=task.form_key,
        version=task.version,
        is_suspended=task.state in OPEN and task.instance.status == "suspended",
    )
