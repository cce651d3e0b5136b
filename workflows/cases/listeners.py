"""What the engine's events mean for a case. Runs inside the transaction of the advance: rows only."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.commands.queue_message import QueueMessage, queue_message
from engine.errors import InvalidInput
from engine.registry import InstanceEvent

from .commands.attach_instance import attach_instance
from .commands.move_stage import MoveStage, close_case, move_stage
from .commands.update_case import UpdateCase, update_case
from .models import Case, CaseInstance
from .stages import AT_RECEIVER, SINCE_ARRIVAL, UNDECIDED, Stage, stage_of_message

SENDER_PROCESS = "referral_out"
VISIT_PROCESS = "outpatient_visit"
RECEIVER_PROCESS = "referral_in"
REQUEST = "ReferralRequest"  # the message that starts the receiver's process
REFUSALS = {
    Case.Kind.REFERRAL: _(
        "Expected a referral to be opened from the patient's page or with POST /api/referrals, which gives it its number."
    ),
    Case.Kind.VISIT: _("Expected a visit to be booked from the patient's page, which gives it its number and its slot."),
}
PROCESSES = (SENDER_PROCESS, RECEIVER_PROCESS, VISIT_PROCESS)
# A command opens the case and starts its process; the key says which kind of case that is.
OPENED_WITH = {SENDER_PROCESS: Case.Kind.REFERRAL, VISIT_PROCESS: Case.Kind.VISIT}
CANCEL, RETURNED = "ReferralCancel", "ReferralReturned"
ENDINGS = frozenset({"instance_completed", "instance_terminated", "instance_cancelled"})


def on_started(event: InstanceEvent) -> None:
    """Attach the instance that `open_referral` or `book_visit` starts with the case to the case that its business key names.

    Anything else that carries the number gets neither the case nor the patient.
    """
    kind = OPENED_WITH.get(event.process_key)
    if kind is None:
        return
    case = Case.objects.filter(number=event.business_key, kind=kind).first()
    if case is None:
        # It would run without a patient and stop at its first step: nobody could see or cancel it as a referral.
        raise InvalidInput(REFUSALS[kind])
    is_first = not case.instances.filter(role=CaseInstance.Side.SENDER).exists()
    if not is_first and event.organisation_id == case.from_organisation_id:
        # It would wait for the same messages, and the older of two takes them.
        raise InvalidInput(_("Expected a number of its own: this case has its process already."))
    if is_first and event.organisation_id == case.from_organisation_id and event.actor_id == case.opened_by_id:
        attach_instance(case.number, event.instance_id, event.organisation_id)


def on_sender_recorded(event: InstanceEvent) -> None:
    """Attach a receiver's instance: one that the request of this very case's sender started, where that request went.

    The number alone proves nothing, neither in a message that somebody gave by hand nor in one of another process.
    """
    if event.process_key != RECEIVER_PROCESS or event.data.get("message") != REQUEST:
        return
    case = Case.objects.filter(number=event.business_key, to_organisation_id=event.organisation_id).first()
    if case is None or event.organisation_id == case.from_organisation_id:
        return
    sender = event.data.get("sender_instance_id")
    if sender is not None and case.instances.filter(role=CaseInstance.Side.SENDER, instance_id=sender).exists():
        attach_instance(case.number, event.instance_id, event.organisation_id)


def on_message_sent(event: InstanceEvent) -> None:
    """A message between the two sides is a stage of the case; a request also names the receiver."""
    name = str(event.data.get("name", ""))
    stage = stage_of_message(name, event.data.get("payload") or {})
    if stage is None or (number := case_number_of(event)) is None:
        return
    target = event.data.get("target_organisation_id")
    if stage == Stage.SENT and target is not None:
        update_case(UpdateCase(number, to_organisation_id=int(target)))
    move_stage(MoveStage(number, stage, event.instance_id, f"message {name}"))


def on_ended(event: InstanceEvent) -> None:
    """The case ends with its sender's instance; a receiver's may end before. Whoever still waits for the other side hears it."""
    attached = CaseInstance.objects.select_related("case").filter(instance_id=event.instance_id).first()
    if attached is None or not attached.case.is_live:
        return
    case, is_cancelled = attached.case, event.kind == "instance_cancelled"
    if attached.role == CaseInstance.Side.SENDER:
        if is_cancelled and case.stage in AT_RECEIVER - SINCE_ARRIVAL:
            tell_the_other_side(event, CANCEL, case.to_organisation_id, {"cancel_reason": event.data.get("reason", "")})
        close_case(case.number, is_cancelled=is_cancelled, instance_id=event.instance_id)
    elif attached.left_at is None and case.stage in (UNDECIDED if event.kind == "instance_completed" else AT_RECEIVER):
        tell_the_other_side(event, RETURNED, case.from_organisation_id, {"reject_note": event.data.get("reason", "")})
        move_stage(MoveStage(case.number, Stage.REJECTED, event.instance_id, event.kind))


def tell_the_other_side(event: InstanceEvent, name: str, organisation_id: int | None, payload: dict[str, object]) -> None:
    """The message that the model would have sent, in the transaction that ends the instance: neither side waits for ever."""
    if organisation_id is not None:
        queue_message(
            QueueMessage(
                sender_instance_id=event.instance_id,
                sender_organisation_id=event.organisation_id,
                name=name,
                correlation_key=event.business_key,
                organisation_id=organisation_id,
                payload={"referral_number": event.business_key, **payload},
            )
        )


def case_number_of(event: InstanceEvent, role: str | None = None) -> str | None:
    attached = CaseInstance.objects.filter(instance_id=event.instance_id)
    if role is not None:
        attached = attached.filter(role=role)
    return attached.values_list("case__number", flat=True).first()
