"""Expressions and decisions tried out, tables checked. Nothing is kept."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from engine.commands.deployments import finding_json
from engine.queries import evaluations

from .deployments import FilesField, FindingSerializer
from .endpoint import ApiView, Call, endpoint
from .fields import StrictSerializer

TAG = "Decisions"
READERS = evaluations.READERS


class WarningSerializer(serializers.Serializer[Any]):
    message = serializers.CharField()
    line = serializers.IntegerField()
    column = serializers.IntegerField()
    kind = serializers.ChoiceField(("missing", "error"))


class ValueSerializer(serializers.Serializer[Any]):
    value = serializers.JSONField(help_text='Dates, durations and long numbers are tagged: {"@d": "2026-01-01"}.')
    text = serializers.CharField(allow_blank=True, help_text="As FEEL writes it.")
    warnings = WarningSerializer(many=True)


class TableInputSerializer(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.JSONField()


class TableSerializer(serializers.Serializer[Any]):
    decision = serializers.CharField()
    table = serializers.CharField(allow_blank=True)
    hit_policy = serializers.CharField()
    inputs = TableInputSerializer(many=True)
    rules = serializers.ListField(child=serializers.IntegerField(), help_text="Numbers of the rules that matched, from 1.")
    output = serializers.JSONField()


class DecidedSerializer(ValueSerializer):
    tables = TableSerializer(many=True)


class ExpressionBody(StrictSerializer):
    expression = serializers.CharField(max_length=20_000, trim_whitespace=False)
    variables = serializers.DictField(child=serializers.JSONField(allow_null=True), required=False, default=dict)


class DecisionBody(StrictSerializer):
    files = FilesField()
    decision = serializers.CharField(max_length=200, help_text="Name or id.")
    inputs = serializers.DictField(child=serializers.JSONField(allow_null=True), required=False, default=dict)


class DecisionFilesBody(StrictSerializer):
    files = FilesField()


class Expressions(ApiView):
    permissions = {"POST": READERS}

    @endpoint("Evaluate an expression", tag=TAG, body=ExpressionBody, answer=ValueSerializer, refuses=(413,))
    def post(self, call: Call) -> Any:
        """FEEL with the variables that are sent along; within a second, or it is refused."""
        return evaluations.evaluate_expression(call.actor, call.body["expression"], call.body["variables"])


class DecisionEvaluation(ApiView):
    permissions = {"POST": READERS}

    @endpoint("Evaluate a decision", tag=TAG, body=DecisionBody, answer=DecidedSerializer, refuses=(413, 422))
    def post(self, call: Call) -> Any:
        """A decision of the .dmn files that are sent along: its value, and for each table the rules that matched."""
        files = {name: text.encode() for name, text in call.body["files"].items()}
        return evaluations.evaluate_decision(call.actor, files, call.body["decision"], call.body["inputs"])


class DecisionCheck(ApiView):
    permissions = {"POST": READERS}

    @endpoint("Check tables", tag=TAG, body=DecisionFilesBody, answer=FindingSerializer(many=True), refuses=(413,))
    def post(self, call: Call) -> list[dict[str, Any]]:
        """Gaps, overlaps, rules that never decide, wrong types and examples that fail, each with an example input."""
        files = {name: text.encode() for name, text in call.body["files"].items()}
        return [finding_json(finding) for finding in evaluations.check_decisions(call.actor, files)]
