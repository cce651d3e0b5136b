"""What operators decide beside single instances: versions held or pinned, steps to be skipped, acts on many instances."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from engine.models.definition import ProcessDefinition
from engine.models.instance import ProcessInstance


class VersionRule(models.Model):
    """One organisation's word on a process: this version starts no new instances here (hold), or only this one does (pin)."""

    class Kind(models.TextChoices):
        HOLD = "hold", _("Suspended")
        PIN = "pin", _("Pinned")

    kind = models.CharField(max_length=4, choices=Kind.choices)
    process_key = models.CharField(max_length=200)
    definition = models.ForeignKey(ProcessDefinition, models.PROTECT, related_name="rules")
    organisation_id = models.BigIntegerField()
    reason = models.TextField()
    placed_by_id = models.BigIntegerField(null=True)
    placed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.BigIntegerField(null=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["process_key", "organisation_id"], condition=models.Q(ended_at=None), name="version_rule_open")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "organisation_id", "kind"], condition=models.Q(ended_at=None), name="version_rule_once"
            ),
            models.UniqueConstraint(
                fields=["process_key", "organisation_id"],
                condition=models.Q(ended_at=None, kind="pin"),
                name="version_rule_one_pin",
            ),
        ]


class SkipState(models.TextChoices):
    ASKED = "asked", _("Waits for a second signature")
    AGREED = "agreed", _("Skipped")
    REFUSED = "refused", _("Refused")
    GONE = "gone", _("The step went on")


class SkipRequest(models.Model):
    """One person asks to skip a step, or for another act that leaves a user task undone; another one agrees or refuses."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    instance = models.ForeignKey(ProcessInstance, models.CASCADE, db_constraint=False, related_name="skip_requests")
    organisation_id = models.BigIntegerField()
    token_id = models.PositiveIntegerField()
    activity_id = models.CharField(max_length=200)
    act = models.CharField(max_length=8, default="skip", db_default="skip")  # a key of second_signature.ACTS
    target_id = models.CharField(max_length=200, blank=True, default="", db_default="")  # of a move: where to
    history_seq = models.PositiveIntegerField()  # what had happened when it was asked: a later round is another step
    values = models.TextField(blank=True)  # FEEL values as JSON
    reason = models.TextField()
    state = models.CharField(max_length=8, choices=SkipState.choices, default=SkipState.ASKED)
    asked_by_id = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    decided_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation_id"], condition=models.Q(state="asked"), name="skip_asked")]


class BulkState(models.TextChoices):
    PREVIEWING = "previewing", _("Rehearsing")
    PREVIEWED = "previewed", _("Waits for confirmation")
    RUNNING = "running", _("Under way")
    PAUSED = "paused", _("Paused")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")


class BulkOperation(models.Model):
    """One act on many instances: rehearsed on each of them, confirmed, then worked off row by row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=20)
    parameters = models.JSONField(default=dict)
    selection = models.JSONField(default=dict)
    reason = models.TextField()
    organisation_ids = models.JSONField(default=list)  # of its instances
    source = models.ForeignKey(ProcessDefinition, models.PROTECT, null=True, related_name="+")
    target = models.ForeignKey(ProcessDefinition, models.PROTECT, null=True, related_name="+")
    rolls_back = models.ForeignKey("self", models.PROTECT, null=True, related_name="rolled_back_by")
    state = models.CharField(max_length=10, choices=BulkState.choices, default=BulkState.PREVIEWING)
    total = models.PositiveIntegerField(default=0)
    batch_size = models.PositiveIntegerField(default=0)  # pause after so many; 0: never
    pause_at = models.PositiveIntegerField(null=True)  # how many are dealt with when it pauses next
    failures_in_row = models.PositiveIntegerField(default=0, db_default=0)
    pause_cause = models.CharField(max_length=10, blank=True, default="", db_default="")  # "failures": too many of them in a row
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    confirmed_by_id = models.BigIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["state"], name="bulk_state")]


class ItemState(models.TextChoices):
    WAITING = "waiting", _("Not looked at yet")
    FITS = "fits", _("Can go")
    BLOCKED = "blocked", _("Blocks")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class BulkItem(models.Model):
    """One instance of a bulk operation. Leased by workers as jobs are, on the machine's time."""

    operation = models.ForeignKey(BulkOperation, models.CASCADE, related_name="items")
    instance = models.ForeignKey(ProcessInstance, models.CASCADE, db_constraint=False, related_name="+")
    organisation_id = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=ItemState.choices, default=ItemState.WAITING)
    activity_id = models.CharField(max_length=200, blank=True)  # where it blocks
    message_en = models.TextField(blank=True)
    message_zh = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    available_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["operation", "instance"], name="bulk_item_once")]
        indexes = [
            models.Index(fields=["available_at"], condition=models.Q(state__in=["waiting", "fits"]), name="bulk_item_open")
        ]
