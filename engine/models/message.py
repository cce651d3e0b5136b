from django.db import models
from django.utils.translation import gettext_lazy as _

from engine.models.instance import ProcessInstance


class SubscriptionKind(models.TextChoices):
    MESSAGE = "message", _("Message")
    SIGNAL = "signal", _("Signal")


class Subscription(models.Model):
    """A token that waits for a message, or for a signal of its organisation."""

    instance = models.ForeignKey(
        ProcessInstance, models.CASCADE, db_constraint=False, related_name="subscriptions", db_index=False
    )
    organisation_id = models.BigIntegerField()
    subscription_id = models.PositiveIntegerField()  # the runtime's
    token_id = models.PositiveIntegerField()
    activity_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=7, choices=SubscriptionKind.choices, default=SubscriptionKind.MESSAGE)
    message_name = models.CharField(max_length=200)  # of a signal its name
    correlation_key = models.CharField(max_length=200, blank=True)  # "" of a signal

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instance", "subscription_id"], name="subscription_of_instance")]
        indexes = [models.Index(fields=["message_name", "correlation_key", "organisation_id"], name="subscription_match")]


class SignalReceipt(models.Model):
    """Who has heard a broadcast already: one signal reaches one receiver once, however often it is delivered."""

    receipt_key = models.CharField(max_length=300, unique=True)  # the broadcast and its receiver
    received_at = models.DateTimeField()


class MessageState(models.TextChoices):
    BUFFERED = "buffered", _("Waiting for its receiver")
    APPLIED = "applied", _("Applied")
    EXPIRED = "expired", _("Expired")


class Message(models.Model):
    """The inbox: every message that arrived, once per key. One that nobody waits for yet is kept until it expires."""

    message_key = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=200)
    correlation_key = models.CharField(max_length=200, blank=True)
    organisation_id = models.BigIntegerField()
    payload = models.TextField()
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.BUFFERED)
    received_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    instance = models.ForeignKey(ProcessInstance, models.SET_NULL, null=True, related_name="messages")
    # Who sent it: an instance and its organisation, or a person by hand, who may have to say why.
    sender_id = models.BigIntegerField(null=True)
    sender_instance_id = models.UUIDField(null=True)
    sender_organisation_id = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
    last_error = models.TextField(blank=True)
    retry_at = models.DateTimeField(null=True)  # real time; see Timer.retry_at
    failures = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["name", "correlation_key", "organisation_id"],
                condition=models.Q(state="buffered"),
                name="message_buffered",
            )
        ]
