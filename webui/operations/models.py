"""When a worker was last seen at work."""

from __future__ import annotations

from django.db import models


class Heartbeat(models.Model):
    """One row for each kind of process that must be alive. Real time, not the demonstration's."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
