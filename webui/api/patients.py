"""Patients whom the caller may see, and registering one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rest_framework import serializers

from engine.actor import Actor
from webui.sought import MOST_WORDS
from workflows.patients.commands.register_patient import RegisterPatient, register_patient
from workflows.patients.models import Patient
from workflows.patients.queries.patients import find_patients, get_patient_by_id

from .endpoint import ApiView, Call, endpoint
from .fields import CodeField, IdField, PageQuery, PersonSerializer, StrictSerializer, fields_of
from .paging import a_page, page_of

TAG = "Patients"
SEXES = tuple(Patient.Sex.values)


class PatientSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    code = serializers.CharField(help_text="The lifelong code.")
    name = serializers.CharField()
    name_latin = serializers.CharField(allow_blank=True)
    sex = serializers.ChoiceField(SEXES)
    born_on = serializers.DateField()
    home_organisation = PersonSerializer(help_text="Id and name.")
    status = serializers.ChoiceField(tuple(Patient.Status.values))


class PatientDetailSerializer(PatientSerializer):
    phone = serializers.CharField(allow_blank=True)
    address = serializers.CharField(allow_blank=True)
    allergies = serializers.CharField(allow_blank=True)
    registered_at = serializers.DateTimeField()


class PatientsAsked(PageQuery):
    organisation = IdField(required=False, help_text="Only patients of this home organisation.")
    with_closed = serializers.BooleanField(required=False, default=False)


class PatientsQuery(PatientsAsked):
    search = CodeField(
        words_go_to="/api/patients/search", required=False, default="", allow_blank=True, help_text="Start of code or phone."
    )


class PatientsSought(PatientsAsked):
    words = serializers.CharField(
        max_length=MOST_WORDS, help_text="Parts of the name, or the start of code or phone. All of them must fit."
    )


class RegisterBody(StrictSerializer):
    organisation = IdField(help_text="The home organisation.")
    name = serializers.CharField(max_length=80)
    sex = serializers.ChoiceField(SEXES)
    born_on = serializers.DateField()
    code = serializers.CharField(
        max_length=32, required=False, default="", allow_blank=True, help_text="Left out, the next code of the area is given."
    )
    name_latin = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    phone = serializers.CharField(max_length=32, required=False, default="", allow_blank=True)
    address = serializers.CharField(max_length=240, required=False, default="", allow_blank=True)
    allergies = serializers.CharField(max_length=400, required=False, default="", allow_blank=True)
    id_number = serializers.CharField(max_length=32, required=False, default="", allow_blank=True)


class Patients(ApiView):
    permissions = {"GET": ("read_patients",), "POST": ("register_patient",)}

    @endpoint("Find patients", tag=TAG, query=PatientsQuery, answer=page_of(PatientSerializer))
    def get(self, call: Call) -> dict[str, Any]:
        """Patients of the caller's organisations, and those whom another organisation has shared by referral or consent."""
        return _found(call.actor, call.query["search"], call.query)

    @endpoint(
        "Register a patient",
        tag=TAG,
        body=RegisterBody,
        answer=PatientDetailSerializer,
        status=201,
        refuses=(404, 409, 422),
        is_idempotent=True,
    )
    def post(self, call: Call) -> dict[str, Any]:
        """Register a patient under one lifelong code."""
        sent = dict(call.body)
        return patient_json(register_patient(RegisterPatient(call.actor, sent.pop("organisation"), **sent)))


class PatientSearch(ApiView):
    permissions = {"POST": ("read_patients",)}

    @endpoint("Search patients", tag=TAG, body=PatientsSought, answer=page_of(PatientSerializer))
    def post(self, call: Call) -> dict[str, Any]:
        """By words, which may be a name: sent in the body, so that they stand in no address and no log."""
        return _found(call.actor, call.body["words"], call.body)


class PatientView(ApiView):
    permissions = {"GET": ("read_patients",)}

    @endpoint("Read a patient", tag=TAG, answer=PatientDetailSerializer, refuses=(404,))
    def get(self, call: Call, patient_id: UUID) -> dict[str, Any]:
        """One patient. A patient whom the caller may not see answers 404, as one who does not exist."""
        return patient_json(get_patient_by_id(call.actor, patient_id))


def patient_json(row: Patient, shape: type[serializers.Serializer[Any]] = PatientDetailSerializer) -> dict[str, Any]:
    return {**fields_of(shape, row, without=("home_organisation",)), "home_organisation": _home(row)}


def _found(actor: Actor, search: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    found = find_patients(
        actor,
        search,
        page=asked["page"],
        page_size=asked["page_size"],
        organisation_id=asked.get("organisation"),
        with_closed=asked["with_closed"],
    )
    rows = [patient_json(row, PatientSerializer) for row in found.patients]
    return a_page(rows, count=found.total, page=found.page, page_size=found.page_size)


def _home(row: Patient) -> dict[str, Any] | None:
    home = row.home_organisation
    return {"id": home.pk, "name": {"en": home.name_en, "zh": home.name_zh}}
