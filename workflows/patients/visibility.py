"""Which patients an actor may see: those of their organisations, and those that another organisation has been let in to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from engine import clock
from engine.actor import Actor
from workflows.directory.access import organisations_with

from .models import Patient, PatientAccess


def visible_patients(actor: Actor, at: datetime | None = None, *, among: Collection[UUID] | None = None) -> QuerySet[Patient]:
    """Patients whom the actor may read at `at`. Without `read_patients` anywhere: none.

    `among` looks at these patients only, in a time that does not grow with what else the organisation sees.
    """
    patients = Patient.objects.all() if among is None else Patient.objects.filter(pk__in=among)
    if actor.is_system:
        return patients
    organisation_ids = organisations_with(actor, "read_patients")
    if not organisation_ids:
        return Patient.objects.none()
    # Read once, not once a patient: a correlated subquery takes minutes on a large hospital.
    granted = valid_access(at or clock.now()).filter(organisation_id__in=organisation_ids).order_by().values("patient_id")
    if among is not None:
        granted = granted.filter(patient_id__in=among)
    return patients.filter(Q(home_organisation_id__in=organisation_ids) | Q(pk__in=granted))


def valid_access(at: datetime) -> QuerySet[PatientAccess]:
    return PatientAccess.objects.filter(Q(until_at__isnull=True) | Q(until_at__gt=at), from_at__lte=at)
