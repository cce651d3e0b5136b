"""Open a referral: a case with its number, and the sender's process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.actor import Actor
from engine.commands.start_instance import StartInstance, start_instance
from engine.errors import Conflict, FormInvalid, InvalidState, NotAuthorised, NotFound
from engine.feel import to_feel
from engine.queries.worklist import worklist
from workflows.cases.models import Case, CaseInstance
from workflows.cases.numbers import next_number
from workflows.cases.stages import Stage
from workflows.directory.models import Organisation
from workflows.patients.models import Patient
from workflows.patients.visibility import visible_patients

PROCESS_KEY = "referral_out"


@dataclass(frozen=True, slots=True)
class OpenReferral:
    """`variables` are further values for the process, as plain Python; they may not replace what the case itself sets."""

    actor: Actor
    patient_id: UUID
    organisation_id: int
    problem: str
    direction: str = Case.Direction.UP
    urgency: str = Case.Urgency.ROUTINE
    variables: Mapping[str, Any] = field(default_factory=dict)
    request_key: str = ""  # of the page that asks: the same key of the same person opens one referral


@dataclass(frozen=True, slots=True)
class OpenedReferral:
    case: Case
    instance_id: UUID
    opened_user_tasks: tuple[UUID, ...]


@transaction.atomic
def open_referral(command: OpenReferral) -> OpenedReferral:
    """Create the case and start `referral_out` with the case's number as business key, in one transaction.

    Raises: NotFound (patient or organisation), NotAuthorised (no `start_instance`, or not a starter of the process),
    FormInvalid (no problem, unknown direction or urgency), InvalidState (the patient's file is closed),
    Conflict (the same problem of the patient is being referred already, unless this is an emergency).
    """
    actor = command.actor
    if not actor.belongs_to(command.organisation_id):
        raise NotFound(_("No such organisation is visible to you."))
    if not actor.may("start_instance", command.organisation_id):
        raise NotAuthorised(_("Expected a person who may open referrals in this organisation."))
    _check(command)
    patient = _locked_patient(command)
    if (opened := _opened_before(command, patient)) is not None:
        return opened
    if command.urgency != Case.Urgency.EMERGENCY:
        refuse_duplicate(patient, command.problem, actor)
    case = _new_case(command, patient)
    advanced = start_instance(
        StartInstance(
            actor=actor,
            process_key=PROCESS_KEY,
            organisation_id=command.organisation_id,
            variables=_variables(command, case, patient),
            business_key=case.number,
            zone=case.from_organisation.zone,
        )
    )
    return OpenedReferral(case, advanced.instance_id, tuple(advanced.opened_user_tasks))


def _check(command: OpenReferral) -> None:
    errors: dict[str, list[object]] = {}
    if not command.problem.strip():
        errors["problem"] = [_("Expected the problem that the patient is referred for.")]
    elif len(command.problem.strip()) > 240:
        errors["problem"] = [_("Expected at most 240 characters.")]
    if command.direction not in Case.Direction.values:
        errors["direction"] = [_("Expected an up-referral or a down-referral.")]
    if command.urgency not in Case.Urgency.values:
        errors["urgency"] = [_("Expected routine, urgent or emergency.")]
    if errors:
        raise FormInvalid(errors)


def _locked_patient(command: OpenReferral) -> Patient:
    """The patient's row, locked, so that two referrals of one problem cannot pass each other."""
    visible = visible_patients(command.actor, among=[command.patient_id])
    patient = Patient.objects.select_for_update().filter(pk__in=visible.values("pk")).first()
    if patient is None:
        raise NotFound(_("No such patient is visible to you."))
    if patient.status != Patient.Status.ACTIVE:
        raise InvalidState(_("Expected a patient with an active file, but it is closed."))
    return patient


def refuse_duplicate(patient: Patient, problem: str, actor: Actor) -> None:
    """Raises: Conflict naming the live referral; without its number if it belongs to organisations the actor is not in."""
    for case in Case.objects.filter(patient=patient, kind=Case.Kind.REFERRAL, closed_at=None):
        if normalised(case.problem) == normalised(problem):
            if actor.belongs_to(case.from_organisation_id):
                message = format_lazy(_("This problem is being referred already: {number}."), number=case.number)
                raise Conflict(message, number=case.number)
            raise Conflict(_("This problem of the patient is being referred already by another organisation."))


def normalised(problem: str) -> str:
    return " ".join(problem.split()).casefold()


def _new_case(command: OpenReferral, patient: Patient) -> Case:
    organisation = Organisation.objects.get(pk=command.organisation_id)
    now = clock.now()
    return Case.objects.create(
        number=next_number(organisation, now),
        direction=command.direction,
        patient=patient,
        from_organisation=organisation,
        stage=Stage.DRAFT,
        stage_at=now,
        urgency=command.urgency,
        problem=command.problem.strip(),
        opened_at=now,
        opened_by_id=command.actor.id,
        opening_key=_opening_key(command),
    )


def _opening_key(command: OpenReferral) -> str | None:
    return f"{command.actor.id}:{command.request_key[:80]}" if command.request_key else None


def _opened_before(command: OpenReferral, patient: Patient) -> OpenedReferral | None:
    """What the first of two clicks opened. The patient's row is locked: the second waits for the first."""
    key = _opening_key(command)
    case = Case.objects.filter(opening_key=key, patient=patient).first() if key else None
    if case is None:
        return None
    instance_id = case.instances.filter(role=CaseInstance.Side.SENDER).values_list("instance_id", flat=True)[0]
    mine = worklist(command.actor, business_keys=(case.number,)).rows
    return OpenedReferral(case, instance_id, tuple(row.id for row in mine if row.instance_id == instance_id))


def _variables(command: OpenReferral, case: Case, patient: Patient) -> dict[str, Any]:
    """No name, phone or address of the patient: variables travel in messages and stand in histories."""
    values = {
        **command.variables,
        "referral_number": case.number,
        "patient_code": patient.code,
        "from_organisation_id": command.organisation_id,
        "direction": command.direction,
        "urgency": command.urgency,
        "problem": case.problem,
        "from_department": _sending_department(command),
        # Carried into the slip, so that what is on file cannot be forgotten; the doctor may add to it.
        "recorded_allergies": patient.allergies or None,
    }
    return {name: to_feel(value) for name, value in values.items()}


def _sending_department(command: OpenReferral) -> str | None:
    """Where the opener works as the doctor that this direction is opened by: the department that does the sender's work."""
    role = "doctor@" if command.direction == Case.Direction.DOWN else "community_doctor@"
    mine = sorted(group for organisation_id, group in command.actor.groups if organisation_id == command.organisation_id)
    return next((group.removeprefix(role) for group in mine if group.startswith(role)), None)
