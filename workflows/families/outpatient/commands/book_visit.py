"""Book a slot for a patient, or take one for somebody who has just walked in: a case, and the visit's process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.actor import Actor
from engine.commands.start_instance import StartInstance, start_instance
from engine.errors import Conflict, FormInvalid, InvalidState, NotFound
from engine.feel import to_feel
from workflows.cases.listeners import VISIT_PROCESS
from workflows.cases.models import Case
from workflows.cases.numbers import VISIT_PREFIX, next_number
from workflows.cases.visit_stages import VisitStage
from workflows.directory.access import authorise
from workflows.families.outpatient.models import Booking, ClinicSession
from workflows.families.outpatient.slots import slots_of
from workflows.patients.models import Patient
from workflows.patients.visibility import visible_patients


@dataclass(frozen=True, slots=True)
class BookVisit:
    """`is_reserved`: one of the slots kept for primary care. `is_walk_in`: the patient stands at the desk."""

    actor: Actor
    session_id: int
    patient_id: UUID
    reason: str
    channel: str = Booking.Channel.ON_SITE
    is_reserved: bool = False
    is_walk_in: bool = False


@dataclass(frozen=True, slots=True)
class BookedVisit:
    case: Case
    booking: Booking
    opened_user_tasks: tuple[UUID, ...]


@transaction.atomic
def book_visit(command: BookVisit) -> BookedVisit:
    """Take a slot under the session's row lock, open the case and start `outpatient_visit`, in one transaction.

    Raises: NotFound (session or patient), NotAuthorised (no `book_visit`, for a kept slot no `book_reserved_slot`, or not a
    starter of the process), FormInvalid (no reason, unknown channel), InvalidState (session closed, over, or not today's for
    a walk-in; the patient's file is closed), Conflict (full, only kept slots left, or this patient has a slot in it).
    """
    _authorise(command)
    _check(command)
    # Whoever books into this session waits here for the one before: slots are counted and taken in one turn.
    session = ClinicSession.objects.select_for_update().get(pk=command.session_id)
    now = clock.now()
    _check_session(session, command, now)
    patient = _patient(command)
    if session.bookings.filter(patient=patient, cancelled_at=None).exists():
        raise Conflict(_("This patient has a slot in this session already."))
    slots_of(session).check(is_reserved=command.is_reserved, now=now)
    case = _new_case(session, command, patient, now)
    booking = _take_slot(session, command, case, now)
    advanced = start_instance(
        StartInstance(
            actor=command.actor,
            process_key=VISIT_PROCESS,
            organisation_id=session.organisation_id,
            variables=_variables(session, command, case, patient),
            business_key=case.number,
            zone=session.organisation.zone,
        )
    )
    return BookedVisit(case, booking, tuple(advanced.opened_user_tasks))


def _authorise(command: BookVisit) -> None:
    found = ClinicSession.objects.filter(pk=command.session_id).values_list("organisation_id", flat=True).first()
    if found is None or not command.actor.belongs_to(found):
        raise NotFound(_("No such clinic session is visible to you."))
    authorise(command.actor, "book_visit", found)
    if command.is_reserved:
        authorise(command.actor, "book_reserved_slot", found)


def _take_slot(session: ClinicSession, command: BookVisit, case: Case, now: datetime) -> Booking:
    return Booking.objects.create(
        session=session,
        patient_id=case.patient_id,
        case=case,
        number=session.bookings.count() + 1,
        channel=command.channel,
        is_reserved=command.is_reserved,
        is_walk_in=command.is_walk_in,
        booked_at=now,
        booked_by_id=command.actor.id,
    )


def _check(command: BookVisit) -> None:
    errors: dict[str, list[object]] = {}
    if not command.reason.strip():
        errors["reason"] = [_("Expected the reason for the visit.")]
    elif len(command.reason.strip()) > 240:
        errors["reason"] = [_("Expected at most 240 characters.")]
    if command.channel not in Booking.Channel.values:
        errors["channel"] = [_("Expected a way of booking from the list.")]
    if errors:
        raise FormInvalid(errors)


def _check_session(session: ClinicSession, command: BookVisit, now: datetime) -> None:
    if session.is_closed:
        raise InvalidState(_("Expected an open clinic session, but this one is closed for booking."))
    if session.ends_at <= now:
        raise InvalidState(_("Expected a clinic session that is not over."))
    organisation = session.organisation
    if command.is_walk_in and organisation.local_date(session.starts_at) != organisation.local_date(now):
        raise InvalidState(_("Expected a session of today for somebody who has walked in."))


def _patient(command: BookVisit) -> Patient:
    patient = visible_patients(command.actor, among=[command.patient_id]).first()
    if patient is None:
        raise NotFound(_("No such patient is visible to you."))
    if patient.status != Patient.Status.ACTIVE:
        raise InvalidState(_("Expected a patient with an active file, but it is closed."))
    return patient


def _new_case(session: ClinicSession, command: BookVisit, patient: Patient, now: datetime) -> Case:
    return Case.objects.create(
        number=next_number(session.organisation, now, VISIT_PREFIX),
        kind=Case.Kind.VISIT,
        direction="",
        patient=patient,
        from_organisation=session.organisation,
        to_department=session.department.code,
        stage=VisitStage.BOOKED,
        stage_at=now,
        problem=command.reason.strip(),
        opened_at=now,
        opened_by_id=command.actor.id,
    )


def _variables(session: ClinicSession, command: BookVisit, case: Case, patient: Patient) -> dict[str, Any]:
    """No name, phone or address of the patient: variables stand in histories."""
    values = {
        "visit_number": case.number,
        "patient_code": patient.code,
        "clinic": session.department.code,
        "arrival_mode": "walk_in" if command.is_walk_in else "booked",
        "session_starts_at": session.starts_at,
        "session_ends_at": session.ends_at,
        "reason_for_visit": case.problem,
        "recorded_allergies": patient.allergies or None,
    }
    return {name: to_feel(value) for name, value in values.items()}
