"""What people are told: one row per recipient and cause, and per channel the proof that it went out."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Notification(models.Model):
    """A line under the bell. It names cases by number and never a patient: mail, logs and broker stay free of names."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    organisation = models.ForeignKey("directory.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=160, help_text=_("The cause: told once per recipient however often it is delivered"))
    kind = models.CharField(max_length=40)
    text_key = models.CharField(max_length=80)
    params = models.JSONField(default=dict, blank=True)
    link = models.CharField(max_length=240, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="notification_once_per_cause")]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="notification_bell"),
            models.Index(fields=["recipient"], condition=models.Q(read_at__isnull=True), name="notification_unread"),
        ]

    @property
    def is_read(self) -> bool:
        return self.read_at is not None


class ChannelDelivery(models.Model):
    """A channel has carried a notification: written only after it did."""

    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=24)
    delivered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notification", "channel"], name="delivered_once_per_channel")]
