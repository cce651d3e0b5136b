"""What the engine's events mean for a case. Runs inside the transaction of the advance: rows only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from engine.errors import InvalidInput
from engine.registry import InstanceEvent

from .commands.attach_instance import attach_instance
from .commands.move_stage import MoveStage, close_case, move_stage
from .commands.update_case import UpdateCase, update_case
from .models import Case, CaseInstance
from .stages import DECISION_STAGES, MESSAGE_STAGES, Stage

SENDER_PROCESS = "referral_out"
RECEIVER_PROCESS = "referral_in"
REQUEST = "ReferralRequest"  # the message that starts the receiver's process
PROCESSES = (SENDER_PROCESS, RECEIVER_PROCESS)
ENDINGS = frozenset({"instance_completed", "instance_terminated", "instance_cancelled"})


def on_started(event: InstanceEvent) -> None:
    """Attach the sender's instance, which `open_referral` starts with the case, to the case that its business key names.

    Anything else that carries the number gets neither the case nor the patient.
    """
    case = Case.objects.filter(number=event.business_key).first()
    if case is None or event.process_key != SENDER_PROCESS:
        return
    is_first = not case.instances.filter(role=CaseInstance.Side.SENDER).exists()
    if not is_first and event.organisation_id == case.from_organisation_id:
        # It would wait for the same messages, and the older of two takes them.
        raise InvalidInput(_("Expected a number of its own: this referral has its process already."))
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
    stage = _stage_of_message(name, event.data.get("payload") or {})
    if stage is None or (number := case_number_of(event)) is None:
        return
    target = event.data.get("target_organisation_id")
    if stage == Stage.SENT and target is not None:
        update_case(UpdateCase(number, to_organisation_id=int(target)))
    move_stage(MoveStage(number, stage, event.instance_id, f"message {name}"))


def _stage_of_message(name: str, payload: Mapping[str, Any]) -> Stage | None:
    if name == "ReferralDecision":
        return DECISION_STAGES.get(str(payload.get("decision", "")))
    return MESSAGE_STAGES.get(name)


def on_ended(event: InstanceEvent) -> None:
    """The case ends with its sender's instance; a receiver's may end before."""
    number = case_number_of(event, role=CaseInstance.Side.SENDER)
    if number is not None:
        close_case(number, is_cancelled=event.kind == "instance_cancelled", instance_id=event.instance_id)


def case_number_of(event: InstanceEvent, role: str | None = None) -> str | None:
    attached = CaseInstance.objects.filter(instance_id=event.instance_id)
    if role is not None:
        attached = attached.filter(role=role)
    return attached.values_list("case__number", flat=True).first()
