"""For operators: versions held or pinned, steps skipped by two people, migrations and other acts on many instances."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework import serializers

from engine.commands.bulk_acts import KINDS
from engine.commands.decide_bulk_operation import (
    DecideBulkOperation,
    confirm_bulk_operation,
    continue_bulk_operation,
    pause_bulk_operation,
    stop_bulk_operation,
)
from engine.commands.decide_skip import DecideSkip, agree_to_skip, refuse_skip
from engine.commands.migrate_instance import MigrateInstance, migrate_instance
from engine.commands.pin_version import pin_version
from engine.commands.plan_bulk_operation import PlanBulkOperation, plan_bulk_operation
from engine.commands.request_skip import RequestSkip, request_skip
from engine.commands.resume_definition import resume_definition
from engine.commands.roll_back_migration import RollBackMigration, roll_back_migration
from engine.commands.second_signature import ACTS
from engine.commands.suspend_definition import suspend_definition
from engine.commands.unpin_version import unpin_version
from engine.commands.version_rules import RuleOnVersion
from engine.feel import to_json
from engine.queries.bulk_operations import bulk_items, bulk_operation, bulk_operations
from engine.queries.definition_board import versions
from engine.queries.skip_requests import skip_requests
from engine.selection import Selection
from webui.signature import confirmed

from .endpoint import ApiView, Call, endpoint
from .fields import IdField, JsonObjectField, StrictSerializer, VariablesField, fields_of
from .processes import AdvancedSerializer, ReasonBody

TAG = "Operations"
OPERATORS = ("operate",)
BULK_KINDS = (*KINDS, "migrate")


class VersionRuleSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(("hold", "pin"))
    organisation_id = serializers.IntegerField()
    reason = serializers.CharField()
    placed_at = serializers.DateTimeField()


class ProcessVersionSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    key = serializers.CharField()
    version = serializers.IntegerField()
    name = serializers.CharField(help_text="In the language asked for with Accept-Language.")
    is_active = serializers.BooleanField()
    running = serializers.IntegerField()
    suspended = serializers.IntegerField()
    incidents = serializers.IntegerField()
    rules = VersionRuleSerializer(many=True)


class ProcessVersions(ApiView):
    permissions = {"GET": OPERATORS}

    @endpoint("List process versions", tag=TAG, answer=ProcessVersionSerializer(many=True))
    def get(self, call: Call) -> Any:
        """Versions that are active or have something running in the caller's organisations."""
        return versions(call.actor)


class RuleBody(ReasonBody):
    act = serializers.ChoiceField(("suspend", "resume", "pin", "unpin"))
    organisation = IdField()


class ProcessVersionRules(ApiView):
    permissions = {"POST": OPERATORS}

    @endpoint("Suspend or pin a process version", tag=TAG, body=RuleBody, status=204, refuses=(404, 409))
    def post(self, call: Call, row_id: int) -> None:
        """In one organisation: suspend or resume its starting, or pin it as the version that new instances take."""
        acts = {"suspend": suspend_definition, "resume": resume_definition, "pin": pin_version, "unpin": unpin_version}
        body = call.body
        acts[body["act"]](RuleOnVersion(call.actor, row_id, body["organisation"], body["reason"]))


class MigrateBody(ReasonBody):
    definition_id = IdField(help_text="The version that it goes to.")
    mapping = serializers.DictField(child=serializers.CharField(max_length=200), required=False, default=dict)


class InstanceMigration(ApiView):
    permissions = {"POST": OPERATORS}

    @endpoint("Migrate an instance", tag=TAG, body=MigrateBody, answer=AdvancedSerializer, refuses=(404, 409))
    def post(self, call: Call, instance_id: UUID) -> Any:
        """Carry one instance over to another version. `mapping` names activity ids that change; others keep theirs."""
        body = call.body
        return migrate_instance(MigrateInstance(call.actor, instance_id, body["reason"], body["definition_id"], body["mapping"]))


class SkipBody(ReasonBody):
    act = serializers.ChoiceField(tuple(ACTS), required=False, default="skip", help_text="What a second person is to agree to.")
    activity_id = serializers.CharField(max_length=200, required=False, default="", help_text="Where move moves to.")
    values = VariablesField(required=False, default=dict)


class SkipRequestSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    instance_id = serializers.UUIDField()
    activity_id = serializers.CharField()
    act = serializers.ChoiceField(tuple(ACTS))
    reason = serializers.CharField()
    state = serializers.ChoiceField(("asked", "agreed", "refused", "gone"))
    asked_by_id = serializers.IntegerField(allow_null=True)
    asked_at = serializers.DateTimeField()
    note = serializers.CharField(allow_blank=True)


class TokenSkip(ApiView):
    permissions = {"POST": OPERATORS}

    @endpoint("Ask to skip a step", tag=TAG, body=SkipBody, answer=SkipRequestSerializer, status=201, refuses=(404, 409))
    def post(self, call: Call, instance_id: UUID, token_number: int) -> Any:
        """Nothing is skipped, moved, cancelled or resolved before a second person agrees."""
        body = call.body
        asked = RequestSkip(
            call.actor, instance_id, body["reason"], token_number, body["values"], body["act"], body["activity_id"]
        )
        return request_skip(asked)


class SkipRequests(ApiView):
    permissions = {"GET": OPERATORS}

    @endpoint("List skip requests", tag=TAG, answer=SkipRequestSerializer(many=True))
    def get(self, call: Call) -> Any:
        """Those that wait for a second signature."""
        return skip_requests(call.actor)


class PasswordField(serializers.CharField):
    """A token alone is no signature."""

    def __init__(self) -> None:
        told = "Of the person who signs; needed where a second signature is given. A token alone is none."
        super().__init__(required=False, default="", max_length=200, trim_whitespace=False, write_only=True, help_text=told)


class SkipDecisionBody(StrictSerializer):
    decision = serializers.ChoiceField(("agree", "refuse"))
    note = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)
    password = PasswordField()


class SkipDecision(ApiView):
    permissions = {"POST": OPERATORS}

    @endpoint("Decide a skip request", tag=TAG, body=SkipDecisionBody, answer=SkipRequestSerializer, refuses=(404, 409))
    def post(self, call: Call, request_id: UUID) -> Any:
        """The second signature, by another person than the one who asked, with that person's password."""
        act = agree_to_skip if call.body["decision"] == "agree" else refuse_skip
        at = confirmed(call.request._request, call.user, call.body["password"])
        return act(DecideSkip(call.actor, request_id, call.body["note"], at))


class SelectionBody(StrictSerializer):
    process_key = serializers.CharField(max_length=200, required=False, default="")
    version = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=2**31 - 1)
    status = serializers.ChoiceField(("running", "suspended"), required=False, default="")
    organisation_id = IdField(required=False, allow_null=True, default=None)
    activity_id = serializers.CharField(max_length=200, required=False, default="")
    has_incident = serializers.BooleanField(required=False, default=False)
    older_than_days = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0, max_value=36500)
    text = serializers.CharField(max_length=100, required=False, default="")
    instance_ids = serializers.ListField(child=serializers.UUIDField(), required=False, default=list, max_length=10_000)


class BulkBody(ReasonBody):
    kind = serializers.ChoiceField(BULK_KINDS)
    selection = SelectionBody()
    activity_id = serializers.CharField(max_length=200, required=False, default="", help_text="The step that it is about.")
    target_id = serializers.CharField(max_length=200, required=False, default="", help_text="Where move_token moves to.")
    variables = VariablesField(required=False, default=dict)
    definition_id = IdField(required=False, allow_null=True, default=None, help_text="The version that migrate goes to.")
    mapping = serializers.DictField(child=serializers.CharField(max_length=200), required=False, default=dict)
    batch_size = serializers.IntegerField(min_value=0, max_value=100_000, required=False, default=0)


class BulkOperationSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(BULK_KINDS)
    reason = serializers.CharField()
    state = serializers.ChoiceField(("previewing", "previewed", "running", "paused", "done", "stopped"))
    total = serializers.IntegerField()
    counts = JsonObjectField(help_text="Instances by state: waiting, fits, blocked, done, failed.")
    created_at = serializers.DateTimeField()
    confirmed_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    pause_cause = serializers.CharField(help_text="“failures”: it paused because too many instances in a row failed.")


class BulkOperations(ApiView):
    permissions = {"GET": OPERATORS, "POST": OPERATORS}

    @endpoint("List bulk operations", tag=TAG, answer=BulkOperationSerializer(many=True))
    def get(self, call: Call) -> Any:
        """Newest first."""
        return bulk_operations(call.actor)

    @endpoint("Plan a bulk operation", tag=TAG, body=BulkBody, answer=BulkOperationSerializer, status=201, refuses=(404,))
    def post(self, call: Call) -> Any:
        """One act on many instances. It is rehearsed on each of them; nothing is done before it is confirmed."""
        body = dict(call.body)
        chosen = dict(body["selection"])
        chosen["instance_ids"] = tuple(str(each) for each in chosen["instance_ids"])
        parameters = {name: body[name] for name in ("activity_id", "target_id", "mapping") if body[name]}
        if body["variables"]:
            parameters["variables"] = {name: to_json(value) for name, value in body["variables"].items()}
        planned = plan_bulk_operation(
            PlanBulkOperation(
                call.actor,
                body["kind"],
                Selection(**chosen),
                body["reason"],
                parameters,
                target_definition_id=body["definition_id"],
                batch_size=body["batch_size"],
            )
        )
        return bulk_operation(call.actor, planned.pk)


class BulkItemSerializer(serializers.Serializer[Any]):
    instance_id = serializers.UUIDField()
    business_key = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(("waiting", "fits", "blocked", "done", "failed"))
    activity_id = serializers.CharField(allow_blank=True)
    message = serializers.CharField(allow_blank=True)


class BulkOperationView(ApiView):
    permissions = {"GET": OPERATORS}

    @endpoint("Read a bulk operation", tag=TAG, answer=BulkOperationSerializer, refuses=(404,))
    def get(self, call: Call, operation_id: UUID) -> Any:
        """How far it is."""
        return bulk_operation(call.actor, operation_id)


class BulkOperationItems(ApiView):
    permissions = {"GET": OPERATORS}

    @endpoint("List the instances of a bulk operation", tag=TAG, answer=BulkItemSerializer(many=True), refuses=(404,))
    def get(self, call: Call, operation_id: UUID) -> Any:
        """What became of each, those that block or failed first; at most 500."""
        return [fields_of(BulkItemSerializer, row) for row in bulk_items(call.actor, operation_id)]


class BulkDecisionBody(StrictSerializer):
    decision = serializers.ChoiceField(("confirm", "pause", "continue", "stop", "roll_back"))
    reason = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True, help_text="For roll_back.")
    password = PasswordField()


class BulkDecision(ApiView):
    permissions = {"POST": OPERATORS}

    @endpoint("Decide a bulk operation", tag=TAG, body=BulkDecisionBody, answer=BulkOperationSerializer, refuses=(404, 409))
    def post(self, call: Call, operation_id: UUID) -> Any:
        """Confirm, pause, continue or stop it; roll_back plans the way back of a migration and answers with that operation."""
        word = call.body["decision"]
        if word == "roll_back":
            back = roll_back_migration(RollBackMigration(call.actor, operation_id, call.body["reason"]))
            return bulk_operation(call.actor, back.pk)
        acts = {
            "confirm": confirm_bulk_operation,
            "pause": pause_bulk_operation,
            "continue": continue_bulk_operation,
            "stop": stop_bulk_operation,
        }
        at = confirmed(call.request._request, call.user, call.body["password"])
        acts[word](DecideBulkOperation(call.actor, operation_id, at))
        return bulk_operation(call.actor, operation_id)
