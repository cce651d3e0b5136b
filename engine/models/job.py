import uuid
from datetime import UTC, datetime

from django.db import models

from engine.models.instance import ProcessInstance

# The next attempt of a job whose instance is suspended: never, until it is resumed.
HELD_UNTIL = datetime(9999, 1, 1, tzinfo=UTC)


class Job(models.Model):
    """A service task waiting for its handler. Leases live on the machine's time, never on the demonstration's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    instance = models.ForeignKey(ProcessInstance, models.CASCADE, db_constraint=False, related_name="jobs", db_index=False)
    token_id = models.PositiveIntegerField()
    activity_id = models.CharField(max_length=200)
    topic = models.CharField(max_length=200)
    payload = models.TextField()
    attempts = models.PositiveIntegerField(default=0)  # runs begun, not leases
    max_attempts = models.PositiveIntegerField(default=3)
    available_at = models.DateTimeField(db_index=True)
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)  # rises with each lease: a slow worker's late answer is refused
    last_error = models.TextField(blank=True)
    number = models.PositiveIntegerField(default=0)  # with the instance, the idempotency key of the handler's effects

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instance", "token_id"], name="job_of_token")]
