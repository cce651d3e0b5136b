import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from engine.models.instance import ProcessInstance


class IncidentState(models.TextChoices):
    OPEN = "open", _("Open")
    RESOLVED = "resolved", _("Resolved")
    CANCELLED = "cancelled", _("Cancelled")


class Incident(models.Model):
    """A token that cannot go on by itself. An operator mends the cause and retries."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    instance = models.ForeignKey(ProcessInstance, models.CASCADE, db_constraint=False, related_name="incidents")
    organisation_id = models.BigIntegerField()
    token_id = models.PositiveIntegerField()
    activity_id = models.CharField(max_length=200)
    code = models.CharField(max_length=100)
    message = models.TextField()
    # "timer:<id>" or "message:<id>"; empty for a token that stopped.
    cause = models.CharField(max_length=40, blank=True, default="", db_default="")
    state = models.CharField(max_length=10, choices=IncidentState.choices, default=IncidentState.OPEN)
    raised_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation_id"], condition=models.Q(state="open"), name="incident_open")]
