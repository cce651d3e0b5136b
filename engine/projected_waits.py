"""The projection's part on who waits for a message or signal, and on signals that leave for others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import feel
from engine.models.message import Subscription
from engine.runtime import effects as fx
from engine.sql import table

if TYPE_CHECKING:
    from engine.projection import InstanceWriter


def subscribe(writer: InstanceWriter, effect: fx.Subscribe, _actor_id: int | None) -> None:
    _wait(writer, effect, "message", effect.message_name, effect.correlation_key)


def subscribe_signal(writer: InstanceWriter, effect: fx.SubscribeSignal, _actor_id: int | None) -> None:
    _wait(writer, effect, "signal", effect.signal_name, "")


def _wait(writer: InstanceWriter, effect: fx.Subscribe | fx.SubscribeSignal, kind: str, name: str, key: str) -> None:
    writer.subscriptions[effect.subscription_id] = (
        writer.key,
        writer.organisation_id,
        effect.subscription_id,
        effect.token_id,
        effect.activity_id,
        kind,
        name,
        key,
    )


def unsubscribe(writer: InstanceWriter, effect: fx.Unsubscribe, _actor_id: int | None) -> None:
    if writer.subscriptions.pop(effect.subscription_id, None) is None:
        writer.batch.add(
            Subscription,
            f"DELETE FROM {table(Subscription)} WHERE instance_id = %s AND subscription_id = %s",
            writer.key,
            effect.subscription_id,
        )


def broadcast_signal(writer: InstanceWriter, effect: fx.BroadcastSignal, _actor_id: int | None) -> None:
    key = f"{writer.instance_id}:{effect.sequence}"
    payload = {
        "signal_key": key,
        "name": effect.name,
        "organisation_id": writer.organisation_id,
        "payload": feel.to_json(dict(effect.payload)),
        "sender_id": str(writer.instance_id),
    }
    writer.add_outbox(f"signal:{key}", "signal", payload)


APPLY: dict[type, Any] = {
    fx.Subscribe: subscribe,
    fx.SubscribeSignal: subscribe_signal,
    fx.BroadcastSignal: broadcast_signal,
    fx.Unsubscribe: unsubscribe,
}
