"""Let another organisation see a patient."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from engine import clock
from workflows.patients.models import PatientAccess


@transaction.atomic
def grant_access(
    *,
    organisation_id: int,
    patient_id: UUID,
    reason: str,
    reference: str = "",
    until_at: datetime | None = None,
    actor_id: int | None = None,
) -> PatientAccess:
    """Open the patient to `organisation_id` for `reason`; granting again reopens the same row, so repeats change nothing.

    Called by other commands after their own check of who asks (a referral that was sent, a consent that was signed).
    """
    now = clock.now()
    access, created = PatientAccess.objects.select_for_update().get_or_create(
        organisation_id=organisation_id,
        patient_id=patient_id,
        reason=reason,
        reference=reference,
        defaults={"from_at": now, "until_at": until_at, "granted_by_id": actor_id},
    )
    if not created and access.until_at != until_at:
        access.until_at = until_at
        access.save(update_fields=["until_at"])
    return access


def end_access(*, reference: str, organisation_id: int | None = None, at: datetime | None = None) -> int:
    """End what was granted under `reference` (for one organisation, or all) at `at`, now by default; how many grants ended.

    A grant that ends earlier anyway stays as it is.
    """
    until_at = at or clock.now()
    grants = PatientAccess.objects.filter(reference=reference, from_at__lte=until_at).exclude(until_at__lte=until_at)
    if organisation_id is not None:
        grants = grants.filter(organisation_id=organisation_id)
    return grants.update(until_at=until_at)
