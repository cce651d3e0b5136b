from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DeploymentState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class Deployment(models.Model):
    """A set of files (BPMN, forms) that is drawn, reviewed and published together."""

    name = models.CharField(max_length=200)
    key = models.SlugField(max_length=100)  # the same through all revisions of one set of files
    revision = models.PositiveIntegerField()
    state = models.CharField(max_length=16, choices=DeploymentState.choices, default=DeploymentState.DRAFT)
    files = models.JSONField()  # {file name: text}
    content_hash = models.CharField(max_length=64)
    findings = models.JSONField(default=list)
    note = models.TextField(blank=True)  # why it was returned, or what is new
    override_reason = models.TextField(blank=True)  # why the reviewer published it over its rehearsal or idle tasks
    row_version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "revision"], name="deployment_key_revision")]
        ordering = ["key", "-revision"]

    def __str__(self) -> str:
        return f"{self.key} r{self.revision}"


class ProcessDefinition(models.Model):
    """One version of one process of a published deployment. Never changes: instances stay on it."""

    deployment = models.ForeignKey(Deployment, models.PROTECT, related_name="definitions")
    key = models.CharField(max_length=200)  # the BPMN process id
    version = models.PositiveIntegerField()
    name_en = models.CharField(max_length=200)
    name_zh = models.CharField(max_length=200, blank=True)
    content_hash = models.CharField(max_length=64)
    starter_groups = models.JSONField(default=list)
    message_starts = models.JSONField(default=list)  # [[node id, message name], …]
    signal_starts = models.JSONField(default=list)  # [[node id, signal name], …]
    has_none_start = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)  # the version that new instances take
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="definition_key_version"),
            models.UniqueConstraint(fields=["key"], condition=models.Q(is_active=True), name="definition_one_active"),
        ]
        ordering = ["key", "-version"]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"
