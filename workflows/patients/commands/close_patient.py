"""Close a patient's file: death, removal, refusal. It stays readable; no new case may be opened."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.actor import Actor
from engine.errors import FormInvalid, InvalidState, NotAuthorised, NotFound
from workflows.patients.models import Patient
from workflows.patients.visibility import visible_patients


@dataclass(frozen=True, slots=True)
class ClosePatient:
    actor: Actor
    patient_id: UUID
    reason: str


@transaction.atomic
def close_patient(command: ClosePatient) -> Patient:
    """Raises: NotFound, NotAuthorised (no `register_patient` at home), InvalidState (closed already), FormInvalid (no reason)."""
    visible = visible_patients(command.actor, among=[command.patient_id])
    patient = Patient.objects.select_for_update().filter(pk__in=visible.values("pk")).first()
    if patient is None:
        raise NotFound(_("No such patient is visible to you."))
    if not command.actor.may("register_patient", patient.home_organisation_id):
        raise NotAuthorised(_("Only the patient's home organisation closes the file."))
    if patient.status == Patient.Status.CLOSED:
        raise InvalidState(_("Expected an active file, but it is closed already."))
    if not command.reason.strip():
        raise FormInvalid({"reason": [_("Expected the reason of closing.")]})
    patient.status = Patient.Status.CLOSED
    patient.closed_at = clock.now()
    patient.closing_reason = command.reason.strip()
    patient.save(update_fields=["status", "closed_at", "closing_reason"])
    return patient
