"""Queue a notification in the transaction that causes it: it goes out after the commit, and only then."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from engine import clock
from engine.commands.queue_delivery import QueueDelivery, queue_delivery

from .texts import PARAMETERS, TEXTS

KIND = "notification"


def queue_notification(
    *,
    key: str,
    kind: str,
    text_key: str,
    params: Mapping[str, Any],
    organisation_id: int,
    user_ids: Collection[int] = (),
    groups: Collection[str] = (),
    link: str = "",
) -> bool:
    """Tell `user_ids`, and whoever holds `groups` in the organisation when it is delivered. False if `key` was queued before.

    `key` names the cause: the same cause is told once. `link` is "case:<number>" or "instance:<id>", which
    pages turn into an address.
    Raises: ValueError for an unknown text or a parameter that no text has (so that no patient's name slips in).
    """
    if text_key not in TEXTS:
        raise ValueError(f"Expected a text of workflows.notifications.texts, got {text_key}")
    if unknown := set(params) - PARAMETERS:
        raise ValueError(f"Expected parameters that notifications may carry, got also {sorted(unknown)}")
    payload = {
        "key": key,
        "kind": kind,
        "text_key": text_key,
        "params": {name: str(value) for name, value in params.items()},
        "organisation_id": organisation_id,
        "user_ids": sorted(user_ids),
        "groups": sorted(groups),
        "link": link,
        "at": clock.now().isoformat(),
    }
    return queue_delivery(QueueDelivery(f"{KIND}:{key}", KIND, payload, organisation_id))
