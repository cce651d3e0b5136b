"""The deviation ledger: list, read, judge, explain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from workflows.deviations.commands.give_verdict import GiveVerdict, give_verdict
from workflows.deviations.commands.record_variance import RecordVariance, record_variance
from workflows.deviations.models import Deviation, Severity, Variance
from workflows.deviations.queries.ledger import UNJUDGED, DeviationDetail, DeviationLine, LedgerFilter, deviation, ledger
from workflows.deviations.registry import RULES

from .endpoint import ApiView, Call, endpoint
from .fields import DayField, IdField, PageQuery, PersonSerializer, StrictSerializer, fields_of
from .names import People, pair
from .paging import a_page, page_of

TAG = "Deviations"


class DeviationSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    rule = serializers.CharField(help_text="The rule's code.")
    title = serializers.CharField(help_text="The rule in the language asked for.")
    process_key = serializers.CharField()
    instance_id = serializers.UUIDField()
    activity_id = serializers.CharField(allow_blank=True)
    case_number = serializers.CharField(allow_blank=True, help_text="Empty where the caller may not see the case.")
    organisation = PersonSerializer(help_text="Id and name.")
    severity = serializers.ChoiceField(tuple(Severity.values))
    responsible_role = serializers.CharField()
    occurred_at = serializers.DateTimeField(help_text="The event, or the moment after the limit.")
    found_at = serializers.DateTimeField()
    resolved_at = serializers.DateTimeField(allow_null=True)
    status = serializers.ChoiceField(tuple(Deviation.Status.values))
    verdict = serializers.CharField(allow_blank=True, help_text="justified, unjustified, or empty: not judged yet.")


class MeasuredWithSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    seconds = serializers.FloatField(allow_null=True, help_text="A span of time.")
    number = serializers.IntegerField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]
    signed_by = serializers.CharField(allow_blank=True, help_text="Empty: unsigned.")
    is_own = serializers.BooleanField(help_text="Set by the process or its agreement, not the rule's default.")


class GivenVarianceSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(tuple(Variance.Code.values))
    # named after the ledger's column, which a serializer's own attribute of this name does not allow
    reason_source = serializers.ChoiceField(tuple(Variance.Source.values))
    nature = serializers.ChoiceField(tuple(Variance.Nature.values))
    is_controllable = serializers.BooleanField()
    course = serializers.ChoiceField(tuple(Variance.Course.values))
    reason = serializers.CharField(allow_blank=True)
    by = PersonSerializer(allow_null=True)
    at = serializers.DateTimeField()


class GivenVerdictSerializer(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(tuple(Deviation.Verdict.values))
    reason = serializers.CharField()
    by = PersonSerializer(allow_null=True)
    at = serializers.DateTimeField()


class DeviationDetailSerializer(DeviationSerializer):
    explanation = serializers.CharField()
    evidence = serializers.ListField(child=serializers.IntegerField(), help_text="Numbers of events of the instance.")
    parameters = MeasuredWithSerializer(many=True)
    about_number = serializers.CharField(allow_blank=True, help_text="The other case, where the caller may see it.")
    variances = GivenVarianceSerializer(many=True, help_text="Oldest first; the last one counts.")
    verdicts = GivenVerdictSerializer(many=True, help_text="Oldest first; the last one counts.")
    may_judge = serializers.BooleanField()
    may_explain = serializers.BooleanField()


class DeviationQuery(PageQuery):
    organisation = IdField(required=False)
    rule = serializers.ChoiceField(tuple(rule.code for rule in RULES), required=False)
    severity = serializers.ChoiceField(tuple(Severity.values), required=False)
    status = serializers.ChoiceField(tuple(Deviation.Status.values), required=False)
    verdict = serializers.ChoiceField((UNJUDGED, *Deviation.Verdict.values), required=False, help_text="none: not judged yet.")
    from_on = DayField(required=False, help_text="First day, in the organisation's zone.")
    until_on = DayField(required=False, help_text="Last day.")
    number = serializers.CharField(required=False, max_length=32, help_text="Start of the case's number.")


class VerdictBody(StrictSerializer):
    verdict = serializers.ChoiceField(tuple(Deviation.Verdict.values))
    reason = serializers.CharField(max_length=1000, min_length=3)


class VarianceBody(StrictSerializer):
    code = serializers.ChoiceField(tuple(Variance.Code.values))
    reason_source = serializers.ChoiceField(tuple(Variance.Source.values))
    nature = serializers.ChoiceField(tuple(Variance.Nature.values))
    is_controllable = serializers.BooleanField()
    course = serializers.ChoiceField(tuple(Variance.Course.values))
    reason = serializers.CharField(max_length=1000, allow_blank=True, default="")


class Deviations(ApiView):
    permissions = {"GET": ("quality",)}

    @endpoint("List deviations", tag=TAG, query=DeviationQuery, answer=page_of(DeviationSerializer))
    def get(self, call: Call) -> dict[str, Any]:
        """The deviations of the organisations whose quality the caller looks after, newest first."""
        query = dict(call.query)
        page, page_size = query.pop("page"), query.pop("page_size")
        chosen = LedgerFilter(organisation_id=query.pop("organisation", None), **query)
        rows, total = ledger(call.actor, chosen, page=page, page_size=page_size)
        return a_page([_line(row) for row in rows], count=total, page=page, page_size=page_size)


class DeviationView(ApiView):
    permissions = {"GET": ("quality", "read_instance")}

    @endpoint("Read a deviation", tag=TAG, answer=DeviationDetailSerializer, refuses=(404,))
    def get(self, call: Call, deviation_id: int) -> dict[str, Any]:
        """For quality officers of its organisation, and for those who take part in its process."""
        return _detail(deviation(call.actor, deviation_id))


class DeviationVerdict(ApiView):
    permissions = {"POST": ("quality",)}

    @endpoint("Judge a deviation", tag=TAG, body=VerdictBody, answer=DeviationDetailSerializer, status=201, refuses=(404, 422))
    def post(self, call: Call, deviation_id: int) -> dict[str, Any]:
        """Justified or unjustified, with the reason. Whoever caused it or gave its reason does not judge it."""
        give_verdict(GiveVerdict(call.actor, deviation_id, call.body["verdict"], call.body["reason"]))
        return _detail(deviation(call.actor, deviation_id))


class DeviationVariance(ApiView):
    permissions = {"POST": ("work",)}

    @endpoint("Explain a deviation", tag=TAG, body=VarianceBody, answer=DeviationDetailSerializer, status=201, refuses=(404, 422))
    def post(self, call: Call, deviation_id: int) -> dict[str, Any]:
        """The coded reason of somebody who takes part in the process."""
        sent = dict(call.body)
        record_variance(RecordVariance(call.actor, deviation_id, source=sent.pop("reason_source"), **sent))
        return _detail(deviation(call.actor, deviation_id))


def _line(line: DeviationLine) -> dict[str, Any]:
    place = {"id": line.organisation_id, "name": pair(line.organisation)}
    return {**fields_of(DeviationSerializer, line, without=("organisation",)), "organisation": place}


def _detail(found: DeviationDetail) -> dict[str, Any]:
    people = People([row.by_id for row in found.variances] + [row.by_id for row in found.verdicts])
    own = ("explanation", "evidence", "about_number", "may_judge", "may_explain")
    return {
        **_line(found.line),
        **{name: getattr(found, name) for name in own},
        "parameters": [
            {
                "name": each.name,
                "seconds": each.span.total_seconds() if each.span is not None else None,
                "number": each.number,
                "source": each.source,
                "signed_by": each.signed_by,
                "is_own": each.is_own,
            }
            for each in found.parameters
        ],
        "variances": list(_variances(found, people)),
        "verdicts": [
            {"verdict": row.verdict, "reason": row.reason, "by": people(row.by_id), "at": row.at} for row in found.verdicts
        ],
    }


def _variances(found: DeviationDetail, people: People) -> Iterable[dict[str, Any]]:
    for row in found.variances:
        same = {name: getattr(row, name) for name in ("code", "nature", "is_controllable", "course", "reason", "at")}
        yield {**same, "reason_source": row.source, "by": people(row.by_id)}
