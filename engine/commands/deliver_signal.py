"""A signal: everybody in the organisation who waits for it hears it once, and processes that it starts begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from engine import clock, definitions, registry
from engine.errors import EngineError, NotFound, StaleCommand
from engine.locked_instance import locked_instance, new_instance
from engine.models.definition import ProcessDefinition
from engine.models.message import SignalReceipt, Subscription, SubscriptionKind
from engine.runtime import commands as runtime_commands


@dataclass(frozen=True, slots=True)
class DeliverSignal:
    signal_key: str  # names this broadcast: delivered again, it reaches only those whom it has not reached
    name: str
    organisation_id: int  # how far it is heard
    payload: Mapping[str, Any] = field(default_factory=dict)  # FEEL values
    sender_id: UUID | None = None  # the instance that threw it: it has heard it already


def deliver_signal(command: DeliverSignal) -> int:
    """Tell all who wait at this moment, each in a transaction of its own; how many heard it now.

    A signal is not kept for those who begin to wait later. A suspended instance that waits now hears it when it is resumed.
    One receiver that fails does not keep it from the others: the failure is raised at the end, and the next delivery reaches
    only who is left.
    """
    waiting = Subscription.objects.filter(
        kind=SubscriptionKind.SIGNAL, message_name=command.name, organisation_id=command.organisation_id
    ).exclude(instance_id=command.sender_id)
    heard = 0
    failure: Exception | None = None
    # Those that it starts come last: a new instance must not hear the signal that it began with.
    for instance_id in dict.fromkeys(waiting.order_by("pk").values_list("instance_id", flat=True)):
        try:
            heard += _tell(command, instance_id)
        except Exception as error:  # noqa: BLE001  whatever it is, the others hear the signal
            failure = error
    for definition_id, starts in ProcessDefinition.objects.filter(is_active=True).values_list("pk", "signal_starts"):
        for node_id, name in starts:
            if name == command.name:
                try:
                    heard += _start(command, definition_id, node_id)
                except Exception as error:  # noqa: BLE001
                    failure = error
    if failure is not None:
        raise failure
    return heard


def _tell(command: DeliverSignal, instance_id: UUID) -> bool:
    """All that waits in one instance hears it, in one transaction with the receipt."""
    try:
        with locked_instance(instance_id=instance_id) as instance:
            _sign(f"{command.signal_key}>{instance_id}")
            waiting = Subscription.objects.filter(
                kind=SubscriptionKind.SIGNAL, instance_id=instance_id, message_name=command.name
            ).order_by("pk")
            for number in list(waiting.values_list("subscription_id", flat=True)):
                try:
                    instance.advance(runtime_commands.DeliverSignal(number, dict(command.payload)))
                except StaleCommand:  # what heard it first has ended this one
                    continue
    except (_HeardAlready, NotFound):
        return False
    return True


def _start(command: DeliverSignal, definition_id: int, node_id: str) -> bool:
    definition = definitions.load(definition_id)
    try:
        with new_instance(definition, organisation_id=command.organisation_id, business_key="", started_by_id=None) as instance:
            _sign(f"{command.signal_key}>{definition.key}:{node_id}")
            _sign(f"{command.signal_key}>{instance.id}")
            instance.advance(
                runtime_commands.Start(
                    process_id=definition.key,
                    variables=dict(command.payload),
                    start_event_id=node_id,
                    heard=command.name,
                    zone=registry.zones.of(command.organisation_id),
                    organisation_id=command.organisation_id,
                )
            )
    except _HeardAlready:
        return False
    return True


class _HeardAlready(EngineError):
    code = "signal_heard"


def _sign(receipt_key: str) -> None:
    """Raises: _HeardAlready if this broadcast has reached this receiver."""
    try:
        with transaction.atomic():
            SignalReceipt.objects.create(receipt_key=receipt_key, received_at=clock.now())
    except IntegrityError as error:
        raise _HeardAlready from error
