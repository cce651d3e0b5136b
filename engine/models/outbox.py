from django.db import models


class OutboxEntry(models.Model):
    """Something to deliver after the commit: written with the state, done only after delivery."""

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=50)
    payload = models.TextField()
    organisation_id = models.BigIntegerField(null=True)  # whose it is: the sender's, for counts; null where nobody's
    created_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    available_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["available_at"], condition=models.Q(delivered_at=None), name="outbox_waiting")]
