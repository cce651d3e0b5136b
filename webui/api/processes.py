"""What can be started, and process instances."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework import serializers

from engine.commands.cancel_instance import CancelInstance, cancel_instance
from engine.commands.start_instance import StartInstance, start_instance
from engine.errors import NotAuthorised
from engine.queries import definitions, operations
from engine.queries import instance as instance_queries
from workflows.directory.queries.own_organisations import own_organisations

from .endpoint import STAFF, ApiView, Call, endpoint
from .fields import IdField, JsonObjectField, NamesSerializer, PageQuery, PersonSerializer, StrictSerializer, VariablesField
from .names import People, Places, names_of
from .paging import a_page, page_of

TAG = "Processes"
STATUSES = ("running", "suspended", "completed", "terminated", "cancelled")


class ProcessSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    version = serializers.IntegerField()
    name = NamesSerializer()
    organisation = IdField(help_text="Where the caller may start it.")


class ProcessesQuery(StrictSerializer):
    organisation = IdField(required=False, help_text="Only what may be started in this organisation.")


class Processes(ApiView):
    permissions = {"GET": (STAFF,)}

    @endpoint("List what I can start", tag=TAG, query=ProcessesQuery, answer=ProcessSerializer(many=True))
    def get(self, call: Call) -> list[dict[str, Any]]:
        """Published processes that the caller may start, for each organisation where that is so."""
        wanted = call.query.get("organisation")
        places = [row.pk for row in own_organisations(call.actor) if wanted in (None, row.pk)]
        return [
            {"key": row.key, "version": row.version, "name": names_of(row), "organisation": place}
            for place in places
            for row in definitions.startable(call.actor, place)
        ]


class InstanceSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    process_key = serializers.CharField()
    process_version = serializers.IntegerField()
    name = NamesSerializer()
    organisation = PersonSerializer(help_text="Id and name.")
    business_key = serializers.CharField()
    status = serializers.ChoiceField(STATUSES)
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    open_incidents = serializers.IntegerField()


class WaitingSerializer(serializers.Serializer[Any]):
    activity_id = serializers.CharField()
    kind = serializers.ChoiceField(("user_task", "job", "timer", "message", "incident"))
    count = serializers.IntegerField()


class InstanceTimerSerializer(serializers.Serializer[Any]):
    activity_id = serializers.CharField()
    activity_name = serializers.CharField()
    due_at = serializers.DateTimeField()


class InstanceDetailSerializer(InstanceSerializer):
    waiting = WaitingSerializer(many=True, help_text="Where its tokens stand.")
    taken_flows = serializers.ListField(child=serializers.CharField(), help_text="Ids of sequence flows that were taken.")
    completed_activities = serializers.ListField(child=serializers.CharField())
    timers = InstanceTimerSerializer(many=True)
    awaited_messages = serializers.ListField(child=serializers.CharField())
    can_cancel = serializers.BooleanField()
    bpmn_xml = serializers.CharField()


class InstancesQuery(PageQuery):
    status = serializers.ChoiceField(STATUSES, required=False)
    process_key = serializers.CharField(required=False, max_length=200)
    business_key = serializers.CharField(required=False, max_length=100, help_text="A part of the business key.")


class StartBody(StrictSerializer):
    process_key = serializers.CharField(max_length=200)
    organisation = IdField(help_text="The organisation that the instance belongs to.")
    business_key = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    variables = VariablesField(required=False, default=dict)
    start_event_id = serializers.CharField(
        max_length=200, required=False, default=None, allow_null=True, help_text="Which start event, where there are several."
    )


class AdvancedSerializer(serializers.Serializer[Any]):
    """What a command left behind."""

    instance_id = serializers.UUIDField()
    status = serializers.ChoiceField(STATUSES)
    business_key = serializers.CharField()
    opened_user_tasks = serializers.ListField(child=serializers.UUIDField())


class Instances(ApiView):
    permissions = {"GET": ("read_instance",), "POST": ("start_instance",)}

    @endpoint("List instances", tag=TAG, query=InstancesQuery, answer=page_of(InstanceSerializer))
    def get(self, call: Call) -> dict[str, Any]:
        """Instances that the caller started, did a task of or may do one of; where they oversee processes, all. Newest first."""
        rows, total = operations.instances(call.actor, **call.query)
        places = Places(row.organisation_id for row in rows)
        found = [instance_json(row, places) for row in rows]
        return a_page(found, count=total, page=call.query["page"], page_size=call.query["page_size"])

    @endpoint(
        "Start an instance",
        tag=TAG,
        body=StartBody,
        answer=AdvancedSerializer,
        status=201,
        refuses=(404, 409),
        is_idempotent=True,
    )
    def post(self, call: Call) -> Any:
        """Start the published version of a process at its none start event. A referral is opened at /api/referrals instead."""
        body = call.body
        return start_instance(
            StartInstance(
                call.actor,
                body["process_key"],
                body["organisation"],
                body["variables"],
                body["business_key"],
                start_event_id=body["start_event_id"],
            )
        )


class Instance(ApiView):
    permissions = {"GET": ("read_instance",)}

    @endpoint("Read an instance", tag=TAG, answer=InstanceDetailSerializer, refuses=(404,))
    def get(self, call: Call, instance_id: UUID) -> dict[str, Any]:
        """Where the instance stands: its diagram, tokens, timers and the messages that it waits for."""
        detail = instance_queries.instance(call.actor, instance_id)
        return {
            **instance_json(detail.summary, Places([detail.summary.organisation_id])),
            "waiting": detail.waiting,
            "taken_flows": detail.taken_flows,
            "completed_activities": detail.completed_activities,
            "timers": detail.timers,
            "awaited_messages": [message for _name, message in detail.subscriptions],
            "can_cancel": detail.can_cancel,
            "bpmn_xml": detail.bpmn_xml,
        }


class HistorySerializer(serializers.Serializer[Any]):
    seq = serializers.IntegerField(
        help_text="Its number in the chain: rising, with gaps where a command stands that is not told."
    )
    at = serializers.DateTimeField()
    kind = serializers.CharField()
    activity_id = serializers.CharField(allow_blank=True)
    activity_name = serializers.CharField(allow_blank=True)
    actor = PersonSerializer(allow_null=True)
    data = JsonObjectField()  # type: ignore[assignment]


class InstanceHistory(ApiView):
    permissions = {"GET": ("read_instance",)}

    @endpoint("Read the history of an instance", tag=TAG, answer=HistorySerializer(many=True), refuses=(404,))
    def get(self, call: Call, instance_id: UUID) -> list[dict[str, Any]]:
        """What happened, oldest first: who did what when. Only who takes part reads values; `hidden` names them for others."""
        rows = instance_queries.history(call.actor, instance_id)
        person = People(row.actor_id for row in rows)
        names = ("seq", "at", "kind", "activity_id", "activity_name", "data")
        return [{**{name: getattr(row, name) for name in names}, "actor": person(row.actor_id)} for row in rows]


class VariablesSerializer(serializers.Serializer[Any]):
    variables = VariablesField()


class InstanceVariables(ApiView):
    permissions = {"GET": ("work",)}

    @endpoint("Read the variables of an instance", tag=TAG, answer=VariablesSerializer, refuses=(404,))
    def get(self, call: Call, instance_id: UUID) -> dict[str, Any]:
        """The instance's own variables, for those who take part in it. Who oversees processes reads their structure alone."""
        variables = instance_queries.instance(call.actor, instance_id).variables
        if variables is None:
            raise NotAuthorised(_("Expected a person who takes part in this process: its values are about a patient."))
        return {"variables": variables}


class ReasonBody(StrictSerializer):
    reason = serializers.CharField(max_length=1000)


class InstanceCancel(ApiView):
    permissions = {"POST": ("read_instance",)}  # who may cancel is the model's to say; the command asks it

    @endpoint("Cancel an instance", tag=TAG, body=ReasonBody, answer=AdvancedSerializer, refuses=(404, 409))
    def post(self, call: Call, instance_id: UUID) -> Any:
        """Cancel a running instance with its tasks, timers and jobs. The reason stands in its history."""
        return cancel_instance(CancelInstance(call.actor, instance_id, call.body["reason"]))


def instance_json(row: Any, places: Places) -> dict[str, Any]:
    names = (
        "id", "process_key", "process_version", "business_key", "status", "started_at", "ended_at", "open_incidents"
    )  # fmt: skip
    found = {name: getattr(row, name) for name in names}
    return {**found, "name": names_of(row), "organisation": places(row.organisation_id)}
