"""Put an instance to its case, and let its organisation see the patient."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from engine import clock
from workflows.cases.commands.move_stage import locked_case
from workflows.cases.models import CaseInstance
from workflows.cases.notices import tell_receiver
from workflows.patients.commands.grant_access import grant_access
from workflows.patients.models import PatientAccess


@transaction.atomic
def attach_instance(number: str, instance_id: UUID, organisation_id: int) -> CaseInstance:
    """The sender's instance, or the receiver's, which also becomes the case's receiver. Repeats change nothing.

    Only the engine calls this, for instances that a message started or `open_referral` did.
    Raises: NotFound (no such case).
    """
    case = locked_case(number)
    is_sender = organisation_id == case.from_organisation_id
    attached, is_new = CaseInstance.objects.get_or_create(
        instance_id=instance_id,
        defaults={
            "case": case,
            "organisation_id": organisation_id,
            "role": CaseInstance.Side.SENDER if is_sender else CaseInstance.Side.RECEIVER,
            "attached_at": clock.now(),
        },
    )
    if is_new and not is_sender:
        if case.to_organisation_id != organisation_id:
            case.to_organisation_id = organisation_id
            case.save(update_fields=["to_organisation"])
        grant_access(
            organisation_id=organisation_id,
            patient_id=case.patient_id,
            reason=PatientAccess.Reason.REFERRAL,
            reference=case.number,
        )
        tell_receiver(case, organisation_id)
    return attached
