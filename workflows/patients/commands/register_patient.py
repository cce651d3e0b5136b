"""Register a patient under one lifelong code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.actor import Actor
from engine.errors import FormInvalid
from workflows.directory.access import authorise
from workflows.directory.models import Organisation
from workflows.patients.codes import STANDARD, CodeFormat
from workflows.patients.models import Patient
from workflows.patients.series import next_code

MAX_AGE_YEARS = 130
PHONE = re.compile(r"(?=(?:\D*\d){5})[+\d][\d\s()/-]*")
ID_NUMBER = re.compile(r"[A-Za-z0-9]{6,32}")


@dataclass(frozen=True, slots=True)
class RegisterPatient:
    """`born_on` may be ISO text as a form sends it; an empty `code` asks for the next one of the organisation's area."""

    actor: Actor
    organisation_id: int
    name: str
    sex: str
    born_on: date | str
    code: str = ""
    name_latin: str = ""
    phone: str = ""
    address: str = ""
    allergies: str = ""
    id_number: str = ""


def register_patient(command: RegisterPatient, code_format: CodeFormat = STANDARD) -> Patient:
    """Raises: NotFound, NotAuthorised (no `register_patient` there), FormInvalid (field errors: name, sex, born_on, code, …)."""
    authorise(command.actor, "register_patient", command.organisation_id)
    organisation = Organisation.objects.get(pk=command.organisation_id)
    born_on, errors = _check(command, organisation, code_format)
    patient = Patient(
        code=command.code.strip(),
        name=command.name.strip(),
        name_latin=command.name_latin.strip(),
        sex=command.sex,
        born_on=born_on or date.min,
        phone=command.phone.strip(),
        address=command.address.strip(),
        allergies=command.allergies.strip(),
        id_number=command.id_number.strip().upper(),
        home_organisation=organisation,
        registered_at=clock.now(),
        registered_by_id=command.actor.id,
    )
    if patient.id_number and Patient.objects.filter(id_number=patient.id_number).exists():
        errors.setdefault("id_number", []).append(_("A patient with this identity number is registered already."))
    try:
        patient.clean_fields(exclude=["id", "code", *errors])
    except ValidationError as refusal:
        errors.update({name: list(messages) for name, messages in refusal.message_dict.items()})
    if errors:
        raise FormInvalid(errors)
    return _save(patient, organisation, code_format)


def _save(patient: Patient, organisation: Organisation, code_format: CodeFormat) -> Patient:
    try:
        with transaction.atomic():
            patient.code = patient.code or next_code(organisation.area_code, code_format)
            patient.save(force_insert=True)
    except IntegrityError as taken:  # somebody registered the same code or identity number since the check
        if "id_number" in str(taken):
            raise FormInvalid({"id_number": [_("A patient with this identity number is registered already.")]}) from taken
        raise FormInvalid({"code": [_("A patient with this code is registered already.")]}) from taken
    return patient


def _check(
    command: RegisterPatient, organisation: Organisation, code_format: CodeFormat
) -> tuple[date | None, dict[str, list[object]]]:
    errors: dict[str, list[object]] = {}
    if not command.name.strip():
        errors["name"] = [_("Expected the patient's name.")]
    if command.sex not in Patient.Sex.values:
        errors["sex"] = [_("Expected female, male or not stated.")]
    if command.phone.strip() and not PHONE.fullmatch(command.phone.strip()):
        errors["phone"] = [_("Expected a phone number: at least five digits, with spaces, +, - or brackets.")]
    if command.id_number.strip() and not ID_NUMBER.fullmatch(command.id_number.strip()):
        errors["id_number"] = [_("Expected the number of an identity card or passport: 6 to 32 letters and digits.")]
    born_on, problem = read_birth_date(command.born_on, organisation.local_date(clock.now()))
    if problem is not None:
        errors["born_on"] = [problem]
    code = command.code.strip()
    if code:
        problem = code_format.problem(code)
        if problem is None and Patient.objects.filter(code=code).exists():
            problem = _("A patient with this code is registered already.")
        if problem is not None:
            errors["code"] = [problem]
    return born_on, errors


def read_birth_date(value: date | str, today: date) -> tuple[date | None, object | None]:
    """The date, or what is wrong with it as a sentence: no calendar date, after today, or more than 130 years ago."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value.strip())
        except ValueError:
            return None, _("Expected a date of the calendar such as 1968-03-12.")
    if value > today:
        return None, format_lazy(_("Expected a date on or before today, {today}."), today=today.isoformat())
    if value.year < today.year - MAX_AGE_YEARS:
        return None, format_lazy(_("Expected a date within the last {years} years."), years=MAX_AGE_YEARS)
    return value, None
