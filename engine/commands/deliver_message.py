"""The inbox: take a message once per key, and give it to whoever waits for it, now or later."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from engine import clock, registry, stuck
from engine.errors import InvalidInput, InvalidState, StaleCommand
from engine.limits_of_columns import LONGEST_TEXT
from engine.locked_instance import LockedInstance, locked_instance, new_instance
from engine.models.definition import ProcessDefinition
from engine.models.message import Message, MessageState, Subscription, SubscriptionKind
from engine.projection import dump, parse
from engine.runtime import commands as runtime_commands
from engine.runtime.events import Event
from engine.starting import definition_for_start

logger = logging.getLogger(__name__)
TIME_TO_LIVE = timedelta(days=30)
RETRY_AFTER = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class DeliverMessage:
    message_key: str  # the sender's idempotency key: a second message with the same key changes nothing
    name: str
    correlation_key: str
    organisation_id: int  # the receiver
    payload: Mapping[str, Any] = field(default_factory=dict)  # FEEL values
    expires_at: datetime | None = None
    sender_id: int | None = None  # a person who gave it by hand
    sender_instance_id: UUID | None = None
    sender_organisation_id: int | None = None
    reason: str = ""


def deliver_message(command: DeliverMessage) -> str:
    """Accept a message and apply it if somebody waits for it; its state: "applied" or "buffered".

    Accepting is its own commit, so that a receiver that cannot take it now never loses it. A repeated key is accepted
    and changes nothing. Raises: InvalidInput (a key or name that is too long).
    """
    if max(len(command.message_key), len(command.name), len(command.correlation_key)) > LONGEST_TEXT:
        raise InvalidInput(_("Expected at most %(most)d characters as key and name of a message.") % {"most": LONGEST_TEXT})
    now = clock.now()
    try:
        with transaction.atomic():
            message = Message.objects.create(
                message_key=command.message_key,
                name=command.name,
                correlation_key=command.correlation_key,
                organisation_id=command.organisation_id,
                payload=dump(command.payload),
                received_at=now,
                expires_at=command.expires_at or now + TIME_TO_LIVE,
                sender_id=command.sender_id,
                sender_instance_id=command.sender_instance_id,
                sender_organisation_id=command.sender_organisation_id,
                reason=command.reason,
            )
    except IntegrityError:
        return str(Message.objects.values_list("state", flat=True).get(message_key=command.message_key))
    return apply_message(message.pk)


def apply_message(message_id: int) -> str:
    """Try to give one buffered message to its receiver; the state it is in afterwards."""
    message = Message.objects.get(pk=message_id)
    if message.state != MessageState.BUFFERED:
        return message.state
    try:
        if _deliver_to_subscription(message) or _start_by_message(message):
            return MessageState.APPLIED
    except OperationalError:  # a passing trouble of the database is nobody's failure
        Message.objects.filter(pk=message_id).update(retry_at=clock.real_now() + timedelta(seconds=1))
    except Exception as error:  # noqa: BLE001  whatever it is, the message is kept, and the next one has its turn
        _failed(message, error)
    return MessageState.BUFFERED


def _failed(message: Message, error: Exception) -> None:
    """Try again soon; after the last try the first instance that waits for it gets an incident. Without one it stays buffered."""
    failures = message.failures + 1
    wait = stuck.put_off(failures)
    logger.error("Message %s %s could not be applied (%s times)", message.pk, message.name, failures, exc_info=error)
    waiting = _waiting_for(message).values_list("instance_id", "activity_id").first()
    if waiting is None and wait == stuck.HELD:
        wait = RETRY_AFTER  # it would start an instance: there is none to bear an incident
    text = stuck.error_text(error)
    Message.objects.filter(pk=message.pk).update(last_error=text, retry_at=clock.real_now() + wait, failures=min(failures, 1000))
    if waiting is not None and wait == stuck.HELD:
        instance_id, activity_id = waiting
        stuck.raise_incident(
            instance_id, cause=f"message:{message.pk}", activity_id=activity_id, code="MessageFailed", error=error
        )


def _waiting_for(message: Message) -> QuerySet[Subscription]:
    """Who waits for it, the oldest first."""
    return Subscription.objects.filter(
        kind=SubscriptionKind.MESSAGE,
        message_name=message.name,
        correlation_key=message.correlation_key,
        organisation_id=message.organisation_id,
        instance__status="running",  # a suspended one takes it when it is resumed
    ).order_by("pk")


def match_messages(limit: int = 100) -> int:
    """Give buffered messages to subscriptions that came after them, and expire old ones; how many were applied."""
    now = clock.now()
    waits = Subscription.objects.filter(
        kind=SubscriptionKind.MESSAGE,
        message_name=OuterRef("name"),
        correlation_key=OuterRef("correlation_key"),
        organisation_id=OuterRef("organisation_id"),
    )
    old = Message.objects.filter(state=MessageState.BUFFERED, expires_at__lte=now)
    # Its receiver stands still by an operator's word: that must not use up the message's life.
    old.filter(Exists(waits.filter(instance__status="suspended"))).update(expires_at=now + TIME_TO_LIVE)
    old.update(state=MessageState.EXPIRED)
    waiting = waits.filter(instance__status="running")  # a suspended one takes it when it is resumed
    starts = ProcessDefinition.objects.filter(is_active=True).exclude(message_starts=[])
    start_names = {name for names in starts.values_list("message_starts", flat=True) for _node, name in names}
    ready = (
        Message.objects.filter(Q(retry_at=None) | Q(retry_at__lte=clock.real_now()), state=MessageState.BUFFERED)
        .filter(Exists(waiting) | Q(name__in=start_names))
        .order_by("pk")
        .values_list("pk", flat=True)[:limit]
    )
    return sum(apply_message(message_id) == MessageState.APPLIED for message_id in list(ready))


def _take(message: Message, instance_id: Any) -> bool:
    """Mark the message as applied, in the transaction that applies it; False if another worker was first."""
    changed = Message.objects.filter(pk=message.pk, state=MessageState.BUFFERED).update(
        state=MessageState.APPLIED, applied_at=clock.now(), instance_id=instance_id, last_error=""
    )
    return changed == 1


def _record_sender(instance: LockedInstance, message: Message) -> None:
    """Where a message came from, beside what it did. Its key leads to the inbox."""
    sender = {
        "message": message.name,
        "message_key": message.message_key,
        "sender_instance_id": str(message.sender_instance_id) if message.sender_instance_id else None,
        "sender_organisation_id": message.sender_organisation_id,
    }
    if message.sender_id is None:
        instance.record(Event("message_sender_recorded", data=sender), None)
    else:
        instance.record(Event("message_given_by_hand", data={**sender, "reason": message.reason}), message.sender_id)


def _deliver_to_subscription(message: Message) -> bool:
    for instance_id, subscription_id in list(_waiting_for(message).values_list("instance_id", "subscription_id")):
        try:
            with locked_instance(instance_id=instance_id) as instance:
                if not Subscription.objects.filter(instance_id=instance_id, subscription_id=subscription_id).exists():
                    continue  # a due timer or another message ended the wait first
                if not _take(message, instance_id):
                    return True
                instance.advance(runtime_commands.DeliverMessage(subscription_id, parse(message.payload)), message.sender_id)
                _record_sender(instance, message)
            return True
        except StaleCommand:
            continue
    return False


def _start_by_message(message: Message) -> bool:
    for key, starts in ProcessDefinition.objects.filter(is_active=True).values_list("key", "message_starts"):
        for node_id, name in starts:
            if name != message.name:
                continue
            try:
                definition = definition_for_start(key, message.organisation_id)
            except InvalidState:
                return False  # suspended here: the message waits for its resumption
            if [node_id, name] not in [list(start) for start in definition.process.message_starts]:
                return False  # the pinned version does not start by it
            with new_instance(
                definition,
                organisation_id=message.organisation_id,
                business_key=message.correlation_key,
                started_by_id=None,
            ) as instance:
                _record_sender(instance, message)  # first: who asked is known before anything is done for them
                instance.advance(
                    runtime_commands.Start(
                        process_id=definition.key,
                        variables=parse(message.payload),
                        start_event_id=node_id,
                        heard=message.name,
                        zone=registry.zones.of(message.organisation_id),
                        organisation_id=message.organisation_id,
                        business_key=message.correlation_key,
                    ),
                    message.sender_id,
                )
                instance.write()
                if not _take(message, instance.id):
                    transaction.set_rollback(True)
            return True
    return False
