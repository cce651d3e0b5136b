"""For operators: incidents, timers, jobs, messages, and the demonstration's clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from rest_framework import serializers

from engine import clock
from engine.commands.move_demo_clock import MoveDemoClock, move_demo_clock
from engine.commands.post_message import PostMessage, post_message
from engine.commands.retry_incident import RetryIncident, retry_incident
from engine.queries import operations

from .endpoint import STAFF, ApiView, Call, endpoint
from .fields import IdField, LimitQuery, PersonSerializer, StrictSerializer, VariablesField, fields_of
from .names import People, Places
from .processes import AdvancedSerializer

TAG = "Operations"
OPERATORS = ("operate",)
MESSAGE_STATES = ("buffered", "applied", "expired")


class IncidentSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    instance_id = serializers.UUIDField()
    organisation = PersonSerializer(help_text="Id and name.")
    process_key = serializers.CharField()
    business_key = serializers.CharField(allow_blank=True)
    activity_id = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    message = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(("open", "resolved", "cancelled"))
    raised_at = serializers.DateTimeField()


class IncidentsQuery(LimitQuery):
    state = serializers.ChoiceField(("open", "resolved", "cancelled"), default="open")


class Incidents(ApiView):
    permissions = {"GET": OPERATORS}

    @endpoint("List incidents", tag=TAG, query=IncidentsQuery, answer=IncidentSerializer(many=True))
    def get(self, call: Call) -> list[dict[str, Any]]:
        """Steps that cannot go on by themselves, in the organisations that the caller operates, newest first."""
        rows = operations.incidents(call.actor, **call.query)
        place = Places(row.organisation_id for row in rows)
        return [
            {**fields_of(IncidentSerializer, row, without=("organisation",)), "organisation": place(row.organisation_id)}
            for row in rows
        ]


class RetryBody(StrictSerializer):
    variables = VariablesField(required=False, default=dict, help_text="Mended values, set before the step runs again.")


class IncidentRetry(ApiView):
    permissions = {"POST": OPERATORS}

    @endpoint("Retry an incident", tag=TAG, body=RetryBody, answer=AdvancedSerializer, refuses=(404, 409))
    def post(self, call: Call, incident_id: UUID) -> Any:
        """Run the stopped step again, with mended values where they are given."""
        return retry_incident(RetryIncident(call.actor, incident_id, call.body["variables"]))


class WorkSerializer(serializers.Serializer[Any]):
    """A timer, job or message."""

    instance_id = serializers.UUIDField(allow_null=True)
    organisation = PersonSerializer(help_text="Id and name.")
    business_key = serializers.CharField(allow_blank=True)
    process_key = serializers.CharField(allow_blank=True)
    activity_id = serializers.CharField(allow_blank=True)
    what = serializers.CharField(help_text="timer, the job's topic, or the message's name.")
    state = serializers.CharField()
    at = serializers.DateTimeField()
    detail = serializers.CharField(allow_blank=True)
    sender = PersonSerializer(allow_null=True, help_text="Who gave a message by hand.")


class Timers(ApiView):
    permissions = {"GET": OPERATORS}

    @endpoint("List timers", tag=TAG, query=LimitQuery, answer=WorkSerializer(many=True))
    def get(self, call: Call) -> list[dict[str, Any]]:
        """Armed timers, next first."""
        return work_json(operations.timers(call.actor, **call.query))


class Jobs(ApiView):
    permissions = {"GET": OPERATORS}

    @endpoint("List jobs", tag=TAG, query=LimitQuery, answer=WorkSerializer(many=True))
    def get(self, call: Call) -> list[dict[str, Any]]:
        """Service tasks that wait, run, or are to be tried again."""
        return work_json(operations.jobs(call.actor, **call.query))


class MessagesQuery(LimitQuery):
    state = serializers.ChoiceField(MESSAGE_STATES, required=False, default="")


class MessageBody(StrictSerializer):
    message_key = serializers.CharField(
        max_length=160, help_text="The sender's own key: a second message with the same key changes nothing."
    )
    name = serializers.CharField(max_length=200)
    correlation_key = serializers.CharField(max_length=200, allow_blank=True, required=False, default="")
    organisation = IdField(help_text="The receiving organisation.")
    payload = VariablesField(required=False, default=dict)
    expires_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    reason = serializers.CharField(
        max_length=1000,
        required=False,
        default="",
        allow_blank=True,
        help_text="Why by hand. Needed, with the role of an exchange officer, for a name that processes send themselves.",
    )


class DeliveredSerializer(serializers.Serializer[Any]):
    state = serializers.ChoiceField(MESSAGE_STATES, help_text="applied, or buffered until somebody waits for it.")


class Messages(ApiView):
    permissions = {"GET": OPERATORS, "POST": (*OPERATORS, "deliver_for_others")}

    @endpoint("List messages", tag=TAG, query=MessagesQuery, answer=WorkSerializer(many=True))
    def get(self, call: Call) -> list[dict[str, Any]]:
        """The inbox of the organisations that the caller operates, newest first."""
        return work_json(operations.messages(call.actor, **call.query))

    @endpoint("Deliver a message", tag=TAG, body=MessageBody, answer=DeliveredSerializer, refuses=(404,))
    def post(self, call: Call) -> dict[str, str]:
        """Give a message, in your own name, to whoever waits for it. An early one is kept for its time to live, a repeated one
        ignored."""
        sent = call.body
        names = ("message_key", "name", "correlation_key", "payload", "expires_at", "reason")
        command = PostMessage(call.actor, organisation_id=sent["organisation"], **{name: sent[name] for name in names})
        return {"state": post_message(command)}


class ClockSerializer(serializers.Serializer[Any]):
    now = serializers.DateTimeField(help_text="The time that processes live on.")
    is_demo = serializers.BooleanField(help_text="Only a demonstration's clock can be moved.")
    ahead_seconds = serializers.IntegerField()


class ClockBody(StrictSerializer):
    hours = serializers.FloatField(min_value=0, max_value=366 * 24, help_text="How far forward.")


class DemoClock(ApiView):
    permissions = {"GET": (STAFF,), "POST": OPERATORS}

    @endpoint("Read the clock", tag=TAG, answer=ClockSerializer)
    def get(self, call: Call) -> dict[str, Any]:
        """The time that processes live on, and how far a demonstration's clock stands ahead."""
        return clock_json()

    @endpoint("Advance the demonstration's clock", tag=TAG, body=ClockBody, answer=ClockSerializer, refuses=(409,))
    def post(self, call: Call) -> dict[str, Any]:
        """Let time pass: timers that are due then fire. Refused outside a demonstration."""
        move_demo_clock(MoveDemoClock(call.actor, timedelta(hours=call.body["hours"])))
        return clock_json()


def clock_json() -> dict[str, Any]:
    ahead = clock.demo_offset() if settings.CARELANE_DEMO else timedelta(0)
    return {"now": clock.now(), "is_demo": settings.CARELANE_DEMO, "ahead_seconds": int(ahead.total_seconds())}


def work_json(rows: list[Any]) -> list[dict[str, Any]]:
    place, person = Places(row.organisation_id for row in rows), People(row.sender_id for row in rows)
    return [
        {
            **fields_of(WorkSerializer, row, without=("organisation", "sender")),
            "organisation": place(row.organisation_id),
            "sender": person(row.sender_id),
        }
        for row in rows
    ]
