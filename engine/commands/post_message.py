"""A person gives a message to a process by hand, in their own name: in another pool's only with leave and reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from engine import definitions
from engine.actor import Actor
from engine.commands.deliver_message import DeliverMessage, deliver_message
from engine.errors import InvalidInput, NotAuthorised, NotFound
from engine.model.elements.end_event import EndEvent
from engine.model.elements.intermediate_throw_event import IntermediateThrowEvent
from engine.model.elements.message_event_definition import MessageDefinition
from engine.model.elements.send_task import SendTask
from engine.model.process_model import ProcessModel
from engine.models.definition import ProcessDefinition
from engine.models.instance import ProcessInstance

LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class PostMessage:
    actor: Actor
    message_key: str  # the sender's own: a second message with the same key changes nothing
    name: str
    correlation_key: str
    organisation_id: int  # the receiver
    payload: Mapping[str, Any] = field(default_factory=dict)  # FEEL values
    expires_at: datetime | None = None
    reason: str = ""


def post_message(command: PostMessage) -> str:
    """Deliver it with the actor as its sender, in the inbox and in the history; its state: "applied" or "buffered".

    A name that processes send themselves (another pool's answer, for one) is refused: it takes `deliver_for_others` there, and a
    reason, which stands in the history.
    Raises: NotFound (foreign organisation), NotAuthorised, InvalidInput (no reason, or one too long).
    """
    actor, organisation_id, reason = command.actor, command.organisation_id, command.reason.strip()
    if not actor.belongs_to(organisation_id):
        raise NotFound(_("No such organisation is visible to you."))
    if len(reason) > LONGEST_REASON:
        raise InvalidInput(_("Expected a reason of at most 1,000 characters."))
    if is_sent_by_processes(command.name):
        if not actor.may("deliver_for_others", organisation_id):
            raise NotAuthorised(
                _(
                    "Expected a message that comes from outside: processes send “%(name)s” themselves, and nobody answers in "
                    "their place. An exchange officer of this organisation may deliver it by hand, with a reason."
                )
                % {"name": command.name}
            )
        if not reason:
            raise InvalidInput(_("Expected a reason for delivering by hand what a process sends."))
    elif not actor.may("operate", organisation_id):
        raise NotAuthorised(_("Expected a person who operates the processes of this organisation."))
    return deliver_message(
        DeliverMessage(
            # Kept apart from the keys of the product's own messages, so that no outside sender can take one of those.
            message_key=f"api:{organisation_id}:{command.message_key}",
            name=command.name,
            correlation_key=command.correlation_key,
            organisation_id=organisation_id,
            payload=command.payload,
            expires_at=command.expires_at,
            sender_id=actor.id,
            reason=reason,
        )
    )


def is_sent_by_processes(name: str) -> bool:
    """Whether a published process sends messages of this name: one that may begin, or one that still runs."""
    running = ProcessInstance.objects.filter(definition=OuterRef("pk"), status="running")
    known = ProcessDefinition.objects.filter(Q(is_active=True) | Exists(running)).order_by("-is_active", "-pk")
    seen: set[str] = set()
    for definition_id, content_hash in known.values_list("pk", "content_hash"):
        if content_hash not in seen and name in sent_names(definitions.load(definition_id).model):
            return True
        seen.add(content_hash)
    return False


def sent_names(model: ProcessModel) -> frozenset[str]:
    """Names of the messages that the deployment's processes send."""
    return frozenset(_thrown(model))


def _thrown(model: ProcessModel) -> Iterator[str]:
    for node in model.nodes:
        if isinstance(node, SendTask | IntermediateThrowEvent | EndEvent) and isinstance(node.definition, MessageDefinition):
            yield node.definition.name
