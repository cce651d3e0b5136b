"""What the world must do after a step: the projection writes these as rows in the same transaction as the state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class OpenUserTask:
    token_id: int
    activity_id: str
    candidate_groups: tuple[str, ...] = ()  # "role@department"
    assignee: str = ""  # username, "" for none
    due_at: datetime | None = None
    follow_up_at: datetime | None = None
    priority: int = 50
    form_key: str = ""
    form_values: Mapping[str, Any] = field(default_factory=dict)  # FEEL values that prefill the form


@dataclass(frozen=True, slots=True)
class CloseUserTask:
    token_id: int
    outcome: Literal["completed", "cancelled"]


@dataclass(frozen=True, slots=True)
class SetTimer:
    timer_id: int
    token_id: int
    activity_id: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ClearTimer:
    timer_id: int


@dataclass(frozen=True, slots=True)
class OpenJob:
    """A service task waits for its handler. `payload` holds FEEL values from the input mapping.

    `number` with the instance id makes the idempotency key of what the handler does: the same for all attempts and for a
    retried incident, another each time that the task is entered.
    """

    token_id: int
    activity_id: str
    topic: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    max_attempts: int = 3
    number: int = 0


@dataclass(frozen=True, slots=True)
class CloseJob:
    token_id: int


@dataclass(frozen=True, slots=True)
class SendMessage:
    """A message leaves the instance. `sequence` with the instance id makes its idempotency key."""

    sequence: int
    name: str
    correlation_key: str
    target_organisation_id: int | None  # None: the instance's own organisation
    payload: Mapping[str, Any] = field(default_factory=dict)
    time_to_live_seconds: int = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Subscribe:
    subscription_id: int
    token_id: int
    activity_id: str
    message_name: str
    correlation_key: str


@dataclass(frozen=True, slots=True)
class SubscribeSignal:
    """Waits for a signal of this name, from any instance of the organisation. Ended by `Unsubscribe`."""

    subscription_id: int
    token_id: int
    activity_id: str
    signal_name: str


@dataclass(frozen=True, slots=True)
class BroadcastSignal:
    """A signal for every *other* instance of the organisation that waits for it; those in this instance have heard it already.

    `sequence` with the instance id makes its idempotency key.
    """

    sequence: int
    name: str
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    subscription_id: int


@dataclass(frozen=True, slots=True)
class RaiseIncident:
    token_id: int
    activity_id: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class ResolveIncident:
    token_id: int


@dataclass(frozen=True, slots=True)
class EndInstance:
    outcome: Literal["completed", "terminated", "cancelled"]


@dataclass(frozen=True, slots=True)
class SuspendInstance:
    """All timers of the instance are taken away, and its jobs are held back."""


@dataclass(frozen=True, slots=True)
class ResumeInstance:
    """Its jobs may run again; its timers follow as `SetTimer`."""


@dataclass(frozen=True, slots=True)
class RelabelUserTask:
    """An open user task now belongs to this activity, with its names and form. Who has claimed it keeps it."""

    token_id: int
    activity_id: str
    form_key: str = ""


@dataclass(frozen=True, slots=True)
class RelabelIncident:
    token_id: int
    activity_id: str


Effect = (
    OpenUserTask
    | CloseUserTask
    | SetTimer
    | ClearTimer
    | OpenJob
    | CloseJob
    | SendMessage
    | Subscribe
    | SubscribeSignal
    | BroadcastSignal
    | Unsubscribe
    | RaiseIncident
    | ResolveIncident
    | EndInstance
    | SuspendInstance
    | ResumeInstance
    | RelabelUserTask
    | RelabelIncident
)
