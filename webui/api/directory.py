"""Organisations, departments and staff, to read."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from workflows.cases.notices import RECEIVING_GROUPS
from workflows.directory.models import Organisation
from workflows.directory.queries.destinations import departments_of, referral_destinations
from workflows.directory.queries.own_organisations import own_organisations
from workflows.directory.queries.staff import staff_of

from .endpoint import STAFF, ApiView, Call, endpoint
from .fields import NamesSerializer, StrictSerializer, fields_of
from .names import names_of

TAG = "Directory"
KINDS = tuple(Organisation.Kind.values)


class OrganisationSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = NamesSerializer()
    kind = serializers.ChoiceField(KINDS)
    zone = serializers.CharField()
    phone = serializers.CharField(allow_blank=True)


class Organisations(ApiView):
    permissions = {"GET": (STAFF,)}

    @endpoint("List my organisations", tag=TAG, answer=OrganisationSerializer(many=True))
    def get(self, call: Call) -> list[dict[str, Any]]:
        """The organisations that the caller works in."""
        rows = own_organisations(call.actor)
        return [{**fields_of(OrganisationSerializer, row, without=("name",)), "name": names_of(row)} for row in rows]


class DepartmentSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = NamesSerializer()


class Departments(ApiView):
    permissions = {"GET": (STAFF,)}

    @endpoint("List departments", tag=TAG, answer=DepartmentSerializer(many=True), refuses=(404,))
    def get(self, call: Call, organisation_id: int) -> list[dict[str, Any]]:
        """The departments of any organisation: their names are public to everybody who works in one."""
        return [{"code": row.code, "name": names_of(row)} for row in departments_of(call.actor, organisation_id)]


class StaffSerializer(serializers.Serializer[Any]):
    membership_id = serializers.IntegerField()
    user_id = serializers.IntegerField()
    username = serializers.CharField()
    name = NamesSerializer()
    department_code = serializers.CharField()
    role = serializers.CharField()
    from_on = serializers.DateField()
    until_on = serializers.DateField(allow_null=True)
    is_current = serializers.BooleanField()
    absent_until = serializers.DateTimeField(allow_null=True)
    substitute_id = serializers.IntegerField(allow_null=True)


class StaffQuery(StrictSerializer):
    search = serializers.CharField(required=False, default="", allow_blank=True, max_length=100)
    with_former = serializers.BooleanField(required=False, default=False)


class Staff(ApiView):
    permissions = {"GET": (STAFF,)}

    @endpoint("List staff", tag=TAG, query=StaffQuery, answer=StaffSerializer(many=True), refuses=(404,))
    def get(self, call: Call, organisation_id: int) -> list[dict[str, Any]]:
        """Every role that is held in one of the caller's organisations."""
        rows = staff_of(call.actor, organisation_id, **call.query)
        return [{**fields_of(StaffSerializer, row, without=("name",)), "name": names_of(row)} for row in rows]


class DestinationSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = NamesSerializer()
    kind = serializers.ChoiceField(KINDS)
    is_own_alliance = serializers.BooleanField()
    departments = DepartmentSerializer(many=True)


RECEIVING = tuple(group for groups in RECEIVING_GROUPS.values() for group in groups)


class DestinationsQuery(StrictSerializer):
    kind = serializers.ChoiceField(KINDS, required=False)


class Destinations(ApiView):
    permissions = {"GET": ("start_instance", "work")}

    @endpoint(
        "List referral destinations", tag=TAG, query=DestinationsQuery, answer=DestinationSerializer(many=True), refuses=(404,)
    )
    def get(self, call: Call, organisation_id: int) -> list[dict[str, Any]]:
        """Where this organisation may refer patients to, the own alliance first: whom somebody there can receive."""
        kinds = (call.query["kind"],) if "kind" in call.query else ()
        return [
            {
                "id": row.id,
                "code": row.code,
                "name": names_of(row),
                "kind": row.kind,
                "is_own_alliance": row.is_own_alliance,
                "departments": [{"code": item.code, "name": names_of(item)} for item in row.departments],
            }
            for row in referral_destinations(call.actor, organisation_id, kinds=kinds, receiving_groups=RECEIVING)
        ]
