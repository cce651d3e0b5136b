from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from engine.models.definition import ProcessDefinition

LIVE = ("running", "suspended")  # statuses of what has not ended


class InstanceStatus(models.TextChoices):
    RUNNING = "running", _("Running")
    SUSPENDED = "suspended", _("Suspended")
    COMPLETED = "completed", _("Completed")
    TERMINATED = "terminated", _("Terminated")
    CANCELLED = "cancelled", _("Cancelled")


class ProcessInstance(models.Model):
    """One running or ended process. `state` is the runtime's; `revision` rises with every advance."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    # No constraint in the database: checking it locks the definition's row at each start, and definitions are never deleted.
    definition = models.ForeignKey(ProcessDefinition, models.PROTECT, related_name="instances", db_constraint=False)
    organisation_id = models.BigIntegerField()
    business_key = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=12, choices=InstanceStatus.choices, default=InstanceStatus.RUNNING)
    state = models.TextField()
    # Plain integers, here and in what is written with it: PostgreSQL reads and plans a CHECK afresh for every row that it guards,
    # and these numbers are the engine's own, which only rise.
    revision = models.IntegerField(default=1)
    history_seq = models.IntegerField(default=0)
    history_head = models.CharField(max_length=64, blank=True)  # hash of the last event: shows a truncated history
    started_by_id = models.BigIntegerField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "status", "-started_at"], name="instance_org_status"),
            models.Index(fields=["business_key"], name="instance_business_key"),
            models.Index(fields=["started_by_id"], name="instance_started_by"),
        ]

    def __str__(self) -> str:
        return str(self.id)
