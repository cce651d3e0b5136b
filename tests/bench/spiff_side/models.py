from django.db import models


class SpiffInstance(models.Model):
    """Everything that SpiffWorkflow knows about one instance."""

    state = models.JSONField()
    is_completed = models.BooleanField(default=False)
