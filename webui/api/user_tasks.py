"""The inbox, and what can be done with one user task."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework import serializers

from engine.actor import Actor
from engine.commands.claim_user_task import (
    AssignUserTask,
    ClaimUserTask,
    DelegateUserTask,
    UnclaimUserTask,
    assign_user_task,
    claim_user_task,
    delegate_user_task,
    unclaim_user_task,
)
from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.errors import FormInvalid
from engine.queries.user_task import user_task
from engine.queries.worklist import worklist
from workflows.directory.actor import actor_for
from workflows.directory.models import User
from workflows.form_options import options_for

from .endpoint import ApiView, Call, endpoint
from .fields import IdField, JsonObjectField, NamesSerializer, PageQuery, PersonSerializer, StrictSerializer, VariablesField
from .names import People, Places, names_of
from .paging import a_page, page_of
from .processes import AdvancedSerializer

TAG = "User tasks"
READERS = ("work", "assign", "read_instance")


class UserTaskSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    instance_id = serializers.UUIDField()
    organisation = PersonSerializer(help_text="Id and name.")
    business_key = serializers.CharField()
    process_key = serializers.CharField()
    activity_id = serializers.CharField()
    name = NamesSerializer()
    state = serializers.ChoiceField(("created", "assigned", "completed", "cancelled"))
    assignee = PersonSerializer(allow_null=True)
    candidate_groups = serializers.ListField(child=serializers.CharField())
    due_at = serializers.DateTimeField(allow_null=True)
    follow_up_at = serializers.DateTimeField(allow_null=True)
    priority = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    form_key = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField(help_text="Send it back as `expected_version`.")


class UserTaskDetailSerializer(UserTaskSerializer):
    instruction = serializers.CharField(allow_blank=True)
    action = serializers.CharField(allow_blank=True, help_text="The words of the button that completes it.")
    form = JsonObjectField(allow_null=True, help_text="form-js schema in the reader's language; null without a form.")
    values = VariablesField(help_text="What is known already, by field.")
    is_open = serializers.BooleanField()
    is_mine = serializers.BooleanField()
    can_claim = serializers.BooleanField()
    can_complete = serializers.BooleanField()
    can_assign = serializers.BooleanField()
    is_excluded = serializers.BooleanField(help_text="The caller did an earlier step that this one must be separate from.")


class WorklistQuery(PageQuery):
    filter = serializers.ChoiceField(("all", "mine", "groups", "overdue", "soon", "done"), default="all")
    process_key = serializers.CharField(required=False, max_length=200, default="")
    business_key = serializers.CharField(required=False, max_length=100, help_text="Exactly this business key.")


class UserTasks(ApiView):
    permissions = {"GET": ("work",)}

    @endpoint("List my work", tag=TAG, query=WorklistQuery, answer=page_of(UserTaskSerializer))
    def get(self, call: Call) -> dict[str, Any]:
        """Open tasks that the caller may do, most urgent first; `filter=done` lists what the caller has completed."""
        query = call.query
        found = worklist(
            call.actor,
            chosen=query["filter"],
            business_keys=(query["business_key"],) if "business_key" in query else None,
            process_key=query["process_key"],
            page=query["page"],
            page_size=query["page_size"],
        )
        person, place = names_beside(found.rows)
        rows = [user_task_json(row, person, place) for row in found.rows]
        return a_page(rows, count=found.total, page=found.page, page_size=found.page_size)


class UserTask(ApiView):
    permissions = {"GET": READERS}

    @endpoint("Read a user task", tag=TAG, answer=UserTaskDetailSerializer, refuses=(404,))
    def get(self, call: Call, user_task_id: UUID) -> dict[str, Any]:
        """One task with its form, the values that are known already, and what the caller may do with it."""
        return detail_json(call.actor, user_task_id)


class VersionBody(StrictSerializer):
    expected_version = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False, allow_null=True, default=None)


class CompleteBody(StrictSerializer):
    expected_version = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, help_text="The version that was read: somebody else's change is not overwritten."
    )
    values = JsonObjectField(required=False, default=dict, help_text="Values by field key of the form. Others are refused.")


class UserTaskClaim(ApiView):
    permissions = {"POST": ("work",)}

    @endpoint("Claim a task", tag=TAG, body=VersionBody, answer=UserTaskDetailSerializer, refuses=(404, 409))
    def post(self, call: Call, user_task_id: UUID) -> dict[str, Any]:
        """Take a free task for oneself. Of two who try at once, one gets 409."""
        claim_user_task(ClaimUserTask(call.actor, user_task_id, call.body["expected_version"]))
        return detail_json(call.actor, user_task_id)


class UserTaskUnclaim(ApiView):
    permissions = {"POST": ("work", "assign")}

    @endpoint("Give a task back", tag=TAG, body=VersionBody, answer=UserTaskDetailSerializer, refuses=(404, 409))
    def post(self, call: Call, user_task_id: UUID) -> dict[str, Any]:
        """Give a claimed task back to its group."""
        unclaim_user_task(UnclaimUserTask(call.actor, user_task_id, call.body["expected_version"]))
        return detail_json(call.actor, user_task_id)


class AssignBody(VersionBody):
    assignee = IdField(help_text="Id of the person.")


class UserTaskAssign(ApiView):
    permissions = {"POST": ("assign",)}

    @endpoint("Assign a task", tag=TAG, body=AssignBody, answer=UserTaskDetailSerializer, refuses=(404, 409, 422))
    def post(self, call: Call, user_task_id: UUID) -> dict[str, Any]:
        """Give a task to one person whose role may do it."""
        user_task(call.actor, user_task_id)  # who cannot see the task learns nothing about people either
        person = person_as_actor(call.body["assignee"], "assignee")
        assign_user_task(AssignUserTask(call.actor, user_task_id, person, call.body["expected_version"]))
        return detail_json(call.actor, user_task_id)


class DelegateBody(VersionBody):
    delegate = IdField(help_text="Id of the person.")


class UserTaskDelegate(ApiView):
    permissions = {"POST": ("work",)}

    @endpoint("Delegate a task", tag=TAG, body=DelegateBody, answer=UserTaskDetailSerializer, refuses=(404, 409, 422))
    def post(self, call: Call, user_task_id: UUID) -> dict[str, Any]:
        """Hand one's own task to a colleague whose role may do it."""
        user_task(call.actor, user_task_id)
        person = person_as_actor(call.body["delegate"], "delegate")
        delegate_user_task(DelegateUserTask(call.actor, user_task_id, person, call.body["expected_version"]))
        return detail_json(call.actor, user_task_id)


class UserTaskComplete(ApiView):
    permissions = {"POST": ("work",)}

    @endpoint(
        "Complete a task", tag=TAG, body=CompleteBody, answer=AdvancedSerializer, refuses=(404, 409, 422), is_idempotent=True
    )
    def post(self, call: Call, user_task_id: UUID) -> Any:
        """Complete a task with its form. 409: ended, claimed by a colleague, or changed since; 422: fields to mend."""
        row = user_task(call.actor, user_task_id).row
        options = options_for(row.process_key, row.organisation_id)
        return complete_user_task(
            CompleteUserTask(call.actor, user_task_id, call.body["values"], call.body["expected_version"], options=options)
        )


def detail_json(actor: Actor, user_task_id: UUID) -> dict[str, Any]:
    detail = user_task(actor, user_task_id)
    names = ("instruction", "action", "is_open", "is_mine", "can_claim", "can_complete", "can_assign", "is_excluded")
    return {
        **user_task_json(detail.row, *names_beside([detail.row])),
        **{name: getattr(detail, name) for name in names},
        "form": detail.rendered_form(options_for(detail.row.process_key, detail.row.organisation_id)),
        "values": detail.values,
    }


def user_task_json(row: Any, person: People, place: Places) -> dict[str, Any]:
    names = (
        "id", "instance_id", "business_key", "process_key", "activity_id", "state", "candidate_groups", "due_at",
        "follow_up_at", "priority", "created_at", "ended_at", "form_key", "version",
    )  # fmt: skip
    found = {name: getattr(row, name) for name in names}
    return {**found, "name": names_of(row), "assignee": person(row.assignee_id), "organisation": place(row.organisation_id)}


def names_beside(rows: Any) -> tuple[People, Places]:
    return People(row.assignee_id for row in rows), Places(row.organisation_id for row in rows)


def person_as_actor(user_id: int, field: str) -> Actor:
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise FormInvalid({field: [_("Expected a person of the directory.")]})
    return actor_for(user)
