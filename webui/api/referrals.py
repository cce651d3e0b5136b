"""Referrals between organisations: open, list, board, read, cancel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from engine.actor import Actor
from webui.sought import MOST_WORDS
from workflows.cases.commands.cancel_referral import CancelReferral, cancel_referral
from workflows.cases.commands.open_referral import OpenReferral, open_referral
from workflows.cases.models import Case
from workflows.cases.queries.cases import get_case
from workflows.cases.queries.referral_board import BoardFilter, referral_board
from workflows.cases.stages import Stage

from .endpoint import ApiView, Call, endpoint
from .fields import CodeField, IdField, PersonSerializer, StrictSerializer, VariablesField, fields_of
from .names import pair

TAG = "Referrals"
READERS = ("read_instance", "read_all_instances")


class PatientLineSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    name_latin = serializers.CharField(allow_blank=True)
    sex = serializers.CharField()
    age = serializers.IntegerField()
    allergies = serializers.CharField(allow_blank=True)


class ReferralSerializer(serializers.Serializer[Any]):
    number = serializers.CharField()
    direction = serializers.ChoiceField(tuple(Case.Direction.values))
    problem = serializers.CharField()
    urgency = serializers.ChoiceField(tuple(Case.Urgency.values))
    stage = serializers.ChoiceField(tuple(Stage.values))
    stage_at = serializers.DateTimeField()
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    from_organisation = PersonSerializer(help_text="Id and name.")
    to_organisation = PersonSerializer(allow_null=True, help_text="Id and name.")
    to_department = serializers.CharField(allow_blank=True)
    patient = PatientLineSerializer(allow_null=True, help_text="Null where the caller may not see the patient.")
    is_sent = serializers.BooleanField(help_text="One of the caller's organisations sends it.")
    is_received = serializers.BooleanField()


class StageStepSerializer(serializers.Serializer[Any]):
    from_stage = serializers.CharField()
    to_stage = serializers.CharField()
    at = serializers.DateTimeField()


class ReferralDetailSerializer(ReferralSerializer):
    instance_ids = serializers.ListField(child=serializers.UUIDField(), help_text="Of the caller's organisations.")
    stages = StageStepSerializer(many=True)
    cva_0282 = serializers.CharField(allow_null=True, help_text="The stage in the regional platform's code list.")
    fhir_task_status = serializers.CharField()
    bser_status = serializers.CharField()


class ColumnSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    heading = serializers.CharField()
    total = serializers.IntegerField(help_text="All referrals of the column; at most 50 are listed.")
    cards = ReferralSerializer(many=True)


class BoardAsked(StrictSerializer):
    organisation = IdField(required=False)
    side = serializers.ChoiceField(("sent", "received"), required=False)
    direction = serializers.ChoiceField(tuple(Case.Direction.values), required=False)
    urgency = serializers.ChoiceField(tuple(Case.Urgency.values), required=False)


class BoardQuery(BoardAsked):
    search = CodeField(words_go_to="/api/referrals/search", required=False, help_text="Start of the number, or a patient's code.")


class BoardSought(BoardAsked):
    words = serializers.CharField(
        max_length=MOST_WORDS, help_text="Start of the number, or part of the problem or of the patient's name."
    )


class OpenBody(StrictSerializer):
    organisation = IdField(help_text="The sending organisation.")
    patient = serializers.UUIDField()
    problem = serializers.CharField(max_length=240)
    direction = serializers.ChoiceField(tuple(Case.Direction.values), default=str(Case.Direction.UP))
    urgency = serializers.ChoiceField(tuple(Case.Urgency.values), default=str(Case.Urgency.ROUTINE))
    variables = VariablesField(required=False, default=dict, help_text="Further values for the process.")


class OpenedSerializer(serializers.Serializer[Any]):
    number = serializers.CharField()
    instance_id = serializers.UUIDField()
    opened_user_tasks = serializers.ListField(child=serializers.UUIDField())


class Referrals(ApiView):
    permissions = {"GET": READERS, "POST": ("start_instance",)}

    @endpoint("Read the referral board", tag=TAG, query=BoardQuery, answer=ColumnSerializer(many=True))
    def get(self, call: Call) -> list[dict[str, Any]]:
        """Every referral that the caller's organisations send or receive, by stage. What has ended stays for a week."""
        return _board(call.actor, call.query.get("search", ""), call.query)

    @endpoint(
        "Open a referral",
        tag=TAG,
        body=OpenBody,
        answer=OpenedSerializer,
        status=201,
        refuses=(404, 409, 422),
        is_idempotent=True,
    )
    def post(self, call: Call) -> dict[str, Any]:
        """Give the referral its number and start the sender's process, whose first task is the referral slip."""
        sent = call.body
        opened = open_referral(
            OpenReferral(
                call.actor,
                sent["patient"],
                sent["organisation"],
                sent["problem"],
                sent["direction"],
                sent["urgency"],
                sent["variables"],
            )
        )
        return {
            "number": opened.case.number,
            "instance_id": opened.instance_id,
            "opened_user_tasks": opened.opened_user_tasks,
        }


class ReferralSearch(ApiView):
    permissions = {"POST": READERS}

    @endpoint("Search the referral board", tag=TAG, body=BoardSought, answer=ColumnSerializer(many=True))
    def post(self, call: Call) -> list[dict[str, Any]]:
        """The board by words, which may be a patient's name: sent in the body, so that they stand in no address and no log."""
        return _board(call.actor, call.body["words"], call.body)


class Referral(ApiView):
    permissions = {"GET": READERS}

    @endpoint("Read a referral", tag=TAG, answer=ReferralDetailSerializer, refuses=(404,))
    def get(self, call: Call, number: str) -> dict[str, Any]:
        """One referral with the stages it went through and its stage in other systems' code lists."""
        view = get_case(call.actor, number)
        names = ("instance_ids", "stages", "cva_0282", "fhir_task_status", "bser_status")
        return {**line_json(view.line), **{name: getattr(view, name) for name in names}}


class ReferralCancelBody(StrictSerializer):
    reason = serializers.CharField(max_length=500)


class ReferralCancelSerializer(serializers.Serializer[Any]):
    state = serializers.ChoiceField(("applied", "buffered"), help_text="buffered: until the process can take the wish.")


class ReferralCancel(ApiView):
    permissions = {"POST": ("cancel_instance",)}

    @endpoint("Cancel a referral", tag=TAG, body=ReferralCancelBody, answer=ReferralCancelSerializer, refuses=(404, 409))
    def post(self, call: Call, number: str) -> dict[str, str]:
        """Ask the sender's process to cancel: it tells the receiver, or refuses where the patient has arrived already."""
        return {"state": cancel_referral(CancelReferral(call.actor, number, call.body["reason"]))}


def _board(actor: Actor, search: str, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    filters = {name: asked[name] for name in ("side", "direction", "urgency") if name in asked}
    chosen = BoardFilter(organisation_id=asked.get("organisation"), search=search, **filters)
    return [
        {**fields_of(ColumnSerializer, column, without=("cards",)), "cards": [line_json(card) for card in column.cards]}
        for column in referral_board(actor, chosen)
    ]


def line_json(line: Any) -> dict[str, Any]:
    to = None
    if line.to_organisation_id is not None:
        to = {"id": line.to_organisation_id, "name": pair(line.to_organisation)}
    return {
        **fields_of(ReferralSerializer, line, without=("from_organisation", "to_organisation")),
        "from_organisation": {"id": line.from_organisation_id, "name": pair(line.from_organisation)},
        "to_organisation": to,
    }
