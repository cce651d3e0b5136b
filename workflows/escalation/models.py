"""Every escalation that fired: the proof that a limit was acted on, and the guard against acting twice."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Escalation(models.Model):
    job_id = models.UUIDField(unique=True)  # the cause: one job, one escalation
    instance_id = models.UUIDField(db_index=True)
    organisation = models.ForeignKey("directory.Organisation", on_delete=models.PROTECT, related_name="+")
    activity_id = models.CharField(max_length=200)
    case_number = models.CharField(max_length=100, blank=True)
    chain_key = models.CharField(max_length=64, blank=True)
    level = models.PositiveSmallIntegerField(_("level"))
    text_key = models.CharField(max_length=80)
    groups = models.JSONField(default=list)
    recipient_ids = models.JSONField(default=list)
    fired_at = models.DateTimeField()

    class Meta:
        ordering = ["-fired_at", "-id"]
        indexes = [models.Index(fields=["organisation", "-fired_at"], name="escalation_of_organisation")]
