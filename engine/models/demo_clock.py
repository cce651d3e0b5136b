from django.db import models


class DemoClock(models.Model):
    """One row: how far a demonstration's time stands ahead of the machine's."""

    offset_seconds = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)
    moved_by_id = models.BigIntegerField(null=True)
