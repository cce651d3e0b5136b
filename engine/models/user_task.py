from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from engine.models.instance import ProcessInstance


class UserTaskState(models.TextChoices):
    CREATED = "created", _("Open")
    ASSIGNED = "assigned", _("Claimed")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


class UserTask(models.Model):
    """Work for a person. Closed rows stay: who did what, when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    instance = models.ForeignKey(ProcessInstance, models.CASCADE, db_constraint=False, related_name="user_tasks", db_index=False)
    organisation_id = models.BigIntegerField()
    token_id = models.IntegerField()
    activity_id = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    name_zh = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=UserTaskState.choices, default=UserTaskState.CREATED)
    candidate_groups = models.TextField(blank=True)  # comma-separated, for the hot path; see UserTaskCandidate
    assignee_id = models.BigIntegerField(null=True)
    delegated_by_id = models.BigIntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    follow_up_at = models.DateTimeField(null=True)
    priority = models.SmallIntegerField(default=50)
    form_key = models.CharField(max_length=200, blank=True)
    form_values = models.TextField(blank=True)  # what the model prefills, as JSON of FEEL values
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    completed_by_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["instance", "token_id"], name="user_task_token"),
            models.Index(fields=["assignee_id", "due_at"], condition=models.Q(state="assigned"), name="user_task_open_assignee"),
            models.Index(fields=["completed_by_id"], condition=models.Q(completed_by_id__isnull=False), name="user_task_done_by"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.id}"


class UserTaskCandidate(models.Model):
    """A group that may do an open user task: the worklist's index. Gone when the task closes, so that it stays small."""

    # No constraint in the database, as for the history: written and deleted with its task by one writer.
    user_task = models.ForeignKey(UserTask, models.CASCADE, related_name="candidates", db_constraint=False)
    organisation_id = models.BigIntegerField()
    group = models.CharField(max_length=100)  # role@department

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "group"], name="candidate_group")]
