"""Messages: sent as an effect with a sequence number, waited for as a subscription with a correlation key."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.limits_of_columns import LARGEST_ID, LONGEST_TEXT
from engine.model.elements.message_event_definition import MessageDefinition
from engine.model.process_model import Node, Value
from engine.runtime import effects as effect
from engine.runtime.state import Subscription, Token
from engine.runtime.step import Step, Stop


def prepare(step: Step, token: Token, node: Node, definition: MessageDefinition) -> tuple[str, str]:
    """Message name and correlation key to wait for."""
    return definition.name, correlation_key(step, token, definition.correlation_key)


def arm(step: Step, token: Token, node: Node, plan: tuple[str, str], part: int = 0) -> None:
    name, key = plan
    subscription = Subscription(step.state.next_id(), token.id, node.index, part)
    step.state.subscriptions[subscription.id] = subscription
    token.owned.append(subscription.id)
    step.emit(effect.Subscribe(subscription.id, token.id, node.id, name, key))


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that is ready to be sent."""

    key: str
    target: int | None
    payload: dict[str, Any]
    shown: dict[str, Any]  # the payload as JSON


def prepare_throw(step: Step, token: Token, node: Any, definition: MessageDefinition) -> Letter:
    payload = step.mapped(node.inputs, token)
    key = correlation_key(step, token, definition.correlation_key)
    target = _organisation(step, token, definition.target_organisation)
    return Letter(key, target, payload, {name: step.stored(name, value) for name, value in payload.items()})


def send(step: Step, token: Token, node: Any, definition: MessageDefinition, letter: Letter) -> None:
    key, target = letter.key, letter.target
    step.state.sequence += 1
    sequence = step.state.sequence
    step.emit(effect.SendMessage(sequence, definition.name, key, target, letter.payload, definition.time_to_live_seconds))
    shown = {"name": definition.name, "correlation_key": key, "target_organisation_id": target, "sequence": sequence}
    step.note("message_sent", token, node, {**shown, "payload": letter.shown})


def correlation_key(step: Step, token: Token, value: Value | None) -> str:
    """The key as text; the instance's business key where the model names none."""
    if value is None:
        return step.state.business_key
    found = step.value(value, token)
    if found is None or found == "":
        # An empty key would meet any other empty key: another patient's message.
        raise Stop("CorrelationKeyMissing", f"Expected a correlation key from “{value.text}”, found nothing.")
    if isinstance(found, Decimal) and found == found.to_integral_value():
        found = str(int(found))
    if isinstance(found, str):
        if len(found) > LONGEST_TEXT:
            most = f"Expected at most {LONGEST_TEXT} characters as correlation key from “{value.text}”"
            raise Stop("ValueTooLong", f"{most}, found {len(found)}.")
        return found
    raise Stop("WrongType", f"Expected a string or a whole number as correlation key from “{value.text}”.")


def _organisation(step: Step, token: Token, value: Value | None) -> int | None:
    if value is None:
        return None
    found = step.value(value, token)
    is_number = isinstance(found, Decimal) and found == found.to_integral_value()
    if (is_number or (isinstance(found, str) and found.isdecimal() and len(found) < 20)) and int(found) <= LARGEST_ID:
        return int(found)
    raise Stop("TargetOrganisationMissing", f"Expected the id of an organisation from “{value.text}”.")
