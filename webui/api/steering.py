"""For operators: acts on one live instance. Each asks for a reason, which stands in the instance's history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework import serializers

from engine.commands.add_token import AddToken, add_token
from engine.commands.cancel_token import CancelToken, cancel_token
from engine.commands.move_token import MoveToken, move_token
from engine.commands.resolve_incident import ResolveIncident, resolve_incident
from engine.commands.resume_instance import ResumeInstance, resume_instance
from engine.commands.set_variables import SetVariables, set_variables
from engine.commands.suspend_instance import SuspendInstance, suspend_instance
from engine.queries import tokens as token_queries

from .endpoint import ApiView, Call, endpoint
from .fields import VariablesField
from .processes import AdvancedSerializer, InstanceVariables, ReasonBody

TAG = "Operations"
OPERATORS = ("operate",)


class InstanceSuspension(ApiView):
    permissions = {"POST": OPERATORS}

    @endpoint("Suspend an instance", tag=TAG, body=ReasonBody, answer=AdvancedSerializer, refuses=(404, 409))
    def post(self, call: Call, instance_id: UUID) -> Any:
        """Let it stand still: no timer fires, no task can be completed, messages and jobs wait."""
        return suspend_instance(SuspendInstance(call.actor, instance_id, call.body["reason"]))


class InstanceResumption(ApiView):
    permissions = {"POST": OPERATORS}

    @endpoint("Resume an instance", tag=TAG, body=ReasonBody, answer=AdvancedSerializer, refuses=(404, 409))
    def post(self, call: Call, instance_id: UUID) -> Any:
        """Let it go on. Timers that became due meanwhile fire by their own catch-up policy."""
        return resume_instance(ResumeInstance(call.actor, instance_id, call.body["reason"]))


class ModelStepSerializer(serializers.Serializer[Any]):
    activity_id = serializers.CharField()
    name = serializers.CharField(help_text="In the language asked for with Accept-Language.")
    element = serializers.CharField()


class ProcessTokenSerializer(ModelStepSerializer):
    id = serializers.IntegerField()
    status = serializers.ChoiceField(("ready", "waiting", "joining", "incident"))
    scope_id = serializers.IntegerField()
    scope_name = serializers.CharField(allow_blank=True)
    round = serializers.IntegerField(help_text="Of a loop or multi-instance activity; 0 for none.")
    targets = ModelStepSerializer(many=True, help_text="Where it may be moved.")
    can_skip = serializers.BooleanField()
    can_cancel = serializers.BooleanField()


class ProcessTokensSerializer(serializers.Serializer[Any]):
    rows = ProcessTokenSerializer(many=True)
    addable = ModelStepSerializer(many=True, help_text="Steps that may begin besides what runs.")


class AddBody(ReasonBody):
    activity_id = serializers.CharField(max_length=200)
    scope_id = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, help_text="Where several run."
    )


class InstanceTokens(ApiView):
    permissions = {"GET": OPERATORS, "POST": OPERATORS}

    @endpoint("List tokens", tag=TAG, answer=ProcessTokensSerializer, refuses=(404,))
    def get(self, call: Call, instance_id: UUID) -> Any:
        """Where the instance stands, token by token, and where each may be moved."""
        return token_queries.tokens(call.actor, instance_id)

    @endpoint("Add a token", tag=TAG, body=AddBody, answer=AdvancedSerializer, refuses=(404, 409))
    def post(self, call: Call, instance_id: UUID) -> Any:
        """Begin a step besides everything else that runs."""
        return add_token(AddToken(call.actor, instance_id, call.body["reason"], call.body["activity_id"], call.body["scope_id"]))


class MoveBody(ReasonBody):
    activity_id = serializers.CharField(max_length=200, help_text="A step of the same scope.")


class TokenMove(ApiView):
    permissions = {"POST": OPERATORS}

    @endpoint("Move a token", tag=TAG, body=MoveBody, answer=AdvancedSerializer, refuses=(404, 409))
    def post(self, call: Call, instance_id: UUID, token_number: int) -> Any:
        """What the token does ends; it begins another step of its scope. A sub-process moves with all that runs inside it.

        What would leave a user task undone is refused (`second_signature_needed`): ask under `skip`, with the act `move`.
        """
        return move_token(MoveToken(call.actor, instance_id, call.body["reason"], token_number, call.body["activity_id"]))


class TokenCancellation(ApiView):
    permissions = {"POST": OPERATORS}

    @endpoint("Cancel a token", tag=TAG, body=ReasonBody, answer=AdvancedSerializer, refuses=(404, 409))
    def post(self, call: Call, instance_id: UUID, token_number: int) -> Any:
        """End what one token does, with nothing after it. Refused for the last token of a scope.

        What would leave a user task undone is refused (`second_signature_needed`): ask under `skip`, with the act `cancel`.
        """
        return cancel_token(CancelToken(call.actor, instance_id, call.body["reason"], token_number))


class VariablesBody(ReasonBody):
    variables = VariablesField()
    token_id = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, help_text="Set where they are visible from this token."
    )


class LiveVariables(InstanceVariables):
    permissions = {**InstanceVariables.permissions, "POST": OPERATORS}

    @endpoint("Correct variables", tag=TAG, body=VariablesBody, answer=AdvancedSerializer, refuses=(404, 409))
    def post(self, call: Call, instance_id: UUID) -> Any:
        """Set variables of a live instance, in its own scope or where a token stands. Conditions look at them at once."""
        body = call.body
        return set_variables(SetVariables(call.actor, instance_id, body["reason"], body["variables"], body["token_id"]))


class ResolveBody(ReasonBody):
    values = VariablesField(required=False, default=dict, help_text="What the step would have given.")


class IncidentResolution(ApiView):
    permissions = {"POST": OPERATORS}

    @endpoint("Resolve an incident", tag=TAG, body=ResolveBody, answer=AdvancedSerializer, refuses=(404, 409))
    def post(self, call: Call, incident_id: UUID) -> Any:
        """The stopped step has been done by hand: its result is recorded, and the process goes on behind it.

        A user task needs a second signature: ask for it under its token's `skip`, with the act `resolve`.
        """
        return resolve_incident(ResolveIncident(call.actor, incident_id, call.body["reason"], call.body["values"]))
