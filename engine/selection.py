"""Which live instances are meant: filters that lists, previews and bulk operations share."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from engine import clock
from engine.actor import Actor
from engine.errors import NotFound
from engine.models.incident import Incident
from engine.models.instance import LIVE, ProcessInstance
from engine.models.job import Job
from engine.models.message import Subscription
from engine.models.steering import BulkOperation
from engine.models.timer import Timer
from engine.models.user_task import UserTask


@dataclass(frozen=True, slots=True)
class Selection:
    """Empty fields do not narrow. Only organisations that the actor operates are ever meant."""

    process_key: str = ""
    version: int | None = None
    status: str = ""  # running, suspended, completed, terminated, cancelled; "live" for the first two
    organisation_id: int | None = None
    activity_id: str = ""  # stands there: a task, job, timer, message or incident
    has_incident: bool = False
    older_than_days: int | None = None
    text: str = ""  # part of the business key
    instance_ids: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items() if value}


def operated_organisations(actor: Actor) -> list[int]:
    return [organisation for organisation in actor.organisation_ids if actor.may("operate", organisation)]


def selected(actor: Actor, chosen: Selection) -> QuerySet[ProcessInstance]:
    """The instances that fit, of organisations that the actor operates."""
    rows = ProcessInstance.objects.filter(organisation_id__in=operated_organisations(actor))
    if chosen.process_key:
        rows = rows.filter(definition__key=chosen.process_key)
    if chosen.version is not None:
        rows = rows.filter(definition__version=chosen.version)
    if chosen.status:
        rows = rows.filter(status__in=LIVE if chosen.status == "live" else [chosen.status])
    if chosen.organisation_id is not None:
        rows = rows.filter(organisation_id=chosen.organisation_id)
    if chosen.activity_id:
        rows = rows.filter(_stands_at(chosen.activity_id))
    if chosen.has_incident:
        rows = rows.filter(Exists(Incident.objects.filter(instance=OuterRef("pk"), state="open")))
    if chosen.older_than_days is not None:
        rows = rows.filter(started_at__lte=clock.now() - timedelta(days=chosen.older_than_days))
    if chosen.text:
        rows = rows.filter(business_key__icontains=chosen.text)
    if chosen.instance_ids:
        rows = rows.filter(pk__in=chosen.instance_ids)
    return rows


def _stands_at(activity_id: str) -> Q:
    here = {"instance": OuterRef("pk"), "activity_id": activity_id}
    found = Q(Exists(UserTask.objects.filter(**here, ended_at=None))) | Q(Exists(Incident.objects.filter(**here, state="open")))
    return found | Q(
        Exists(Job.objects.filter(**here)) | Exists(Timer.objects.filter(**here)) | Exists(Subscription.objects.filter(**here))
    )


def visible_operation(actor: Actor, operation_id: UUID, *, lock: bool = False) -> BulkOperation:
    """Raises: NotFound unless the actor operates every organisation that it touches."""
    rows = BulkOperation.objects.select_for_update() if lock else BulkOperation.objects.all()
    operation = rows.filter(pk=operation_id).first()
    if operation is None or not all(actor.may("operate", each) for each in operation.organisation_ids):
        raise NotFound
    return operation
