from django.db import models

from engine.models.definition import ProcessDefinition


class ScheduledStart(models.Model):
    """The next moment at which a timer starts a process in one organisation. One row for each timer start event there."""

    definition = models.ForeignKey(ProcessDefinition, models.CASCADE, related_name="scheduled_starts")
    node_id = models.CharField(max_length=200)
    part = models.PositiveSmallIntegerField(default=0)  # which of the start event's definitions
    organisation_id = models.BigIntegerField()
    due_at = models.DateTimeField(db_index=True)
    number = models.PositiveIntegerField(default=1)  # of this occurrence, counted from armed_at
    armed_at = models.DateTimeField()
    text = models.CharField(max_length=500, blank=True)  # of a timer that repeats
    retry_at = models.DateTimeField(null=True)  # real time; see Timer.retry_at

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["definition", "node_id", "part", "organisation_id"], name="scheduled_start_once")
        ]


class ConditionalStart(models.Model):
    """Whether the condition that starts a process in one organisation held when it was last looked at."""

    definition = models.ForeignKey(ProcessDefinition, models.CASCADE, related_name="conditional_starts")
    node_id = models.CharField(max_length=200)
    part = models.PositiveSmallIntegerField(default=0)
    organisation_id = models.BigIntegerField()
    was_true = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["definition", "node_id", "part", "organisation_id"], name="conditional_start_once")
        ]
