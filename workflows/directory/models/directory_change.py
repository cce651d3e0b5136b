"""Who changed the directory, and what: roles decide everything else, so their changes are kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .organisation import Organisation


class DirectoryChange(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=40)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
