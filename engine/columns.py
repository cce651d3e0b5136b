"""The columns of the rows that the projection writes, in the order of its tuples."""

HISTORY = ("instance_id", "first_seq", "at", "actor_id", "events", "hash")
USER_TASK = (
    "id",
    "instance_id",
    "organisation_id",
    "token_id",
    "activity_id",
    "name_en",
    "name_zh",
    "state",
    "candidate_groups",
    "assignee_id",
    "due_at",
    "follow_up_at",
    "priority",
    "form_key",
    "form_values",
    "version",
    "created_at",
)
TIMER = ("instance_id", "timer_id", "token_id", "activity_id", "due_at")
JOB = (
    "id",
    "instance_id",
    "token_id",
    "activity_id",
    "topic",
    "payload",
    "attempts",
    "max_attempts",
    "available_at",
    "fence",
    "last_error",
    "number",
)
SUBSCRIPTION = (
    "instance_id",
    "organisation_id",
    "subscription_id",
    "token_id",
    "activity_id",
    "kind",
    "message_name",
    "correlation_key",
)
INCIDENT = ("id", "instance_id", "organisation_id", "token_id", "activity_id", "code", "message", "state", "raised_at")
OUTBOX = ("key", "kind", "payload", "created_at", "attempts", "available_at", "last_error", "organisation_id")
CANDIDATE = ("user_task_id", "organisation_id", "group")
