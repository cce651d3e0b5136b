"""What operators look at: instances, incidents, jobs, timers, messages, all of their organisations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from engine import clock, definitions
from engine.actor import Actor
from engine.feel.quoting import without_values
from engine.instance_access import visible_instances
from engine.models.incident import Incident
from engine.models.instance import LIVE, ProcessInstance
from engine.models.job import Job
from engine.models.message import Message
from engine.models.outbox import OutboxEntry
from engine.models.timer import Timer
from engine.queries.bulk_operations import open_operations
from engine.queries.instance import InstanceSummary, summary_of
from engine.queries.names import in_language
from engine.queries.wording import in_readers_language
from engine.selection import Selection, operated_organisations, selected

EVERYTHING = Selection()


@dataclass(frozen=True, slots=True)
class IncidentRow:
    id: UUID
    instance_id: UUID
    organisation_id: int
    process_key: str
    business_key: str
    activity_id: str
    code: str
    message: str
    state: str
    raised_at: datetime
    activity_name: str = ""
    process_name: str = ""


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A job, timer or message as a line of a list."""

    instance_id: UUID | None
    organisation_id: int
    business_key: str
    process_key: str
    activity_id: str
    what: str
    state: str
    at: datetime
    detail: str = ""
    sender_id: int | None = None  # of a message that a person gave by hand
    activity_name: str = ""
    process_name: str = ""


def instances(
    actor: Actor, *, status: str = "", process_key: str = "", business_key: str = "", page: int = 1, page_size: int = 50
) -> tuple[list[InstanceSummary], int]:
    """A page of instances that the actor may read, newest first, and how many there are."""
    rows = visible_instances(actor).annotate(open_incidents=Count("incidents", filter=Q(incidents__state="open"), distinct=True))
    if status:
        rows = rows.filter(status=status)
    if process_key:
        rows = rows.filter(definition__key=process_key)
    if business_key:
        rows = rows.filter(business_key__icontains=business_key)
    start = (page - 1) * page_size
    found = rows.order_by("-started_at")[start : start + page_size]
    return [summary_of(row, row.open_incidents) for row in found], rows.count()


def incidents(actor: Actor, *, state: str = "open", limit: int = 200, within: Selection = EVERYTHING) -> list[IncidentRow]:
    """Incidents of the organisations that the actor operates, newest first."""
    rows = (
        Incident.objects.filter(_within(actor, within), organisation_id__in=operated_organisations(actor), state=state)
        .select_related("instance__definition")
        .order_by("-raised_at")[:limit]
    )
    return [
        IncidentRow(
            row.pk,
            row.instance_id,
            row.organisation_id,
            row.instance.definition.key,
            row.instance.business_key,
            row.activity_id,
            row.code,
            in_readers_language(without_values(row.message)),
            row.state,
            row.raised_at,
            *_names(row.instance, row.activity_id),
        )
        for row in rows
    ]


def timers(actor: Actor, *, limit: int = 200, within: Selection = EVERYTHING) -> list[WorkRow]:
    """Armed timers, next first."""
    rows = (
        Timer.objects.filter(_within(actor, within), instance__organisation_id__in=operated_organisations(actor))
        .select_related("instance__definition")
        .order_by("due_at")[:limit]
    )
    return [_work_row(row.instance, row.activity_id, "timer", "armed", row.due_at) for row in rows]


def jobs(actor: Actor, *, limit: int = 200, within: Selection = EVERYTHING) -> list[WorkRow]:
    """Service tasks that wait, run, or are to be tried again."""
    rows = (
        Job.objects.filter(_within(actor, within), instance__organisation_id__in=operated_organisations(actor))
        .select_related("instance__definition")
        .order_by("available_at")[:limit]
    )
    return [
        _work_row(
            row.instance,
            row.activity_id,
            row.topic,
            f"{row.attempts}/{row.max_attempts}",
            row.available_at,
            without_values(row.last_error),
        )
        for row in rows
    ]


def messages(actor: Actor, *, state: str = "", limit: int = 200, within: Selection = EVERYTHING) -> list[WorkRow]:
    """The inbox of the organisations that the actor operates, newest first."""
    rows = Message.objects.filter(organisation_id__in=operated_organisations(actor)).select_related("instance__definition")
    if state:
        rows = rows.filter(state=state)
    if within.organisation_id is not None:
        rows = rows.filter(organisation_id=within.organisation_id)
    if within.text:
        rows = rows.filter(Q(correlation_key__icontains=within.text) | Q(name__icontains=within.text))
    if within.older_than_days is not None:
        rows = rows.filter(received_at__lte=clock.now() - timedelta(days=within.older_than_days))
    if within.process_key:
        rows = rows.filter(instance__definition__key=within.process_key)
    return [
        WorkRow(
            instance_id=row.instance_id,
            organisation_id=row.organisation_id,
            business_key=row.correlation_key,
            process_key=row.instance.definition.key if row.instance else "",
            process_name=in_language(row.instance.definition.name_en, row.instance.definition.name_zh) if row.instance else "",
            activity_id="",
            what=row.name,
            state=row.state,
            at=row.received_at,
            detail=without_values(row.last_error) or row.reason,
            sender_id=row.sender_id,
        )
        for row in rows.order_by("-received_at")[:limit]
    ]


def overview(actor: Actor) -> dict[str, int]:
    """Counts for the head of the operations page."""
    organisations = operated_organisations(actor)
    running = ProcessInstance.objects.filter(organisation_id__in=organisations, status__in=LIVE)
    return {
        "running": running.count(),
        "incidents": Incident.objects.filter(organisation_id__in=organisations, state="open").count(),
        "jobs": Job.objects.filter(instance__organisation_id__in=organisations).count(),
        "timers": Timer.objects.filter(instance__organisation_id__in=organisations).count(),
        "buffered_messages": Message.objects.filter(organisation_id__in=organisations, state="buffered").count(),
        "bulk": open_operations(actor),
        "undelivered": OutboxEntry.objects.filter(organisation_id__in=organisations, delivered_at=None).count(),
    }


def _work_row(instance: Any, activity_id: str, what: str, state: str, at: datetime, detail: str = "") -> WorkRow:
    activity_name, process_name = _names(instance, activity_id)
    return WorkRow(
        instance_id=instance.pk,
        organisation_id=instance.organisation_id,
        business_key=instance.business_key,
        process_key=instance.definition.key,
        activity_id=activity_id,
        what=what,
        state=state,
        at=at,
        detail=detail,
        activity_name=activity_name,
        process_name=process_name,
    )


def _names(instance: ProcessInstance, activity_id: str) -> tuple[str, str]:
    """Step and process in the reader's language."""
    definition = instance.definition
    step = definitions.load(definition.pk).name_of(activity_id) if activity_id else ""
    return step, in_language(definition.name_en, definition.name_zh)


def _within(actor: Actor, within: Selection) -> Q:
    return Q() if within == EVERYTHING else Q(instance__in=selected(actor, within))


def operated_instances(
    actor: Actor, within: Selection, *, page: int = 1, page_size: int = 50
) -> tuple[list[InstanceSummary], int]:
    """A page of the instances that a selection means, newest first, and how many they are."""
    rows = selected(actor, within)
    counted = rows.select_related("definition").annotate(
        open_incidents=Count("incidents", filter=Q(incidents__state="open"), distinct=True)
    )
    start = (page - 1) * page_size
    found = counted.order_by("-started_at")[start : start + page_size]
    return [summary_of(row, row.open_incidents) for row in found], rows.count()
