from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class RehearsalState(models.TextChoices):
    WAITING = "waiting", _("Being rehearsed")
    DONE = "done", _("Rehearsed")
    FAILED = "failed", _("Rehearsal failed")


class Rehearsal(models.Model):
    """What a rehearsal found in one set of files. Revisions with the same files share it."""

    content_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=16, choices=RehearsalState.choices, default=RehearsalState.WAITING)
    version = models.PositiveSmallIntegerField(default=0)  # of the rehearsal that gave the result
    is_clean = models.BooleanField(default=False)
    result: Any = models.JSONField(null=True)  # as engine.rehearsal.Rehearsal.as_dict
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    requested_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)  # on the machine's time
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["requested_at"]

    def __str__(self) -> str:
        return f"{self.content_hash[:12]} {self.state}"
