"""What the runtime can be asked to do. Each command names the token, timer or subscription it is meant for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Start:
    """Start `process_id` at its none start event, or at `start_event_id`: a start event, or what else an event starts it with."""

    process_id: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    start_event_id: str | None = None
    zone: str = "UTC"  # IANA name: the zone of timers that name none themselves
    organisation_id: int | None = None  # readable in FEEL as `organisation id`
    business_key: str = ""  # readable in FEEL as `business key`
    starter_id: int | None = None
    heard: str = ""  # the message or signal that started it: of a start event that waits for all of several


@dataclass(frozen=True, slots=True)
class CompleteUserTask:
    token_id: int
    values: Mapping[str, Any]
    actor_id: int | None = None  # for the history


@dataclass(frozen=True, slots=True)
class RefuseAssignee:
    """The person whom the model assigns may not do the task: it stops with an incident, and a retry asks the model again."""

    token_id: int
    message: str


@dataclass(frozen=True, slots=True)
class CompleteJob:
    token_id: int
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FailJob:
    """The job is out of attempts: the token stops with an incident. `number` is the job's: a retry keeps it, and so its key."""

    token_id: int
    message: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class ThrowError:
    """A service task ended with a BPMN error: the nearest matching boundary catches it, else an incident."""

    token_id: int
    error_code: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class FireTimer:
    timer_id: int


@dataclass(frozen=True, slots=True)
class DeliverMessage:
    subscription_id: int
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeliverSignal:
    """A signal that another instance, or the world, has broadcast."""

    subscription_id: int
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RetryIncident:
    """Run the stopped step again, with `variables` set in its scope first."""

    token_id: int
    variables: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Cancel:
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Suspend:
    """Nothing moves any more until `Resume`: timers do not fire, messages and completions are refused."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on. Timers that became due meanwhile fire by their own catch-up policy."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class SetVariables:
    """Correct values where they are visible from `token_id`, or in the instance's own scope."""

    variables: Mapping[str, Any]
    token_id: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MoveToken:
    """What the token does ends, and it begins `activity_id` of the same scope instead."""

    token_id: int
    activity_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AddToken:
    """Begin `activity_id` besides everything else. `scope_id`: in which running scope, where there are several."""

    activity_id: str
    scope_id: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CancelToken:
    """What the token does ends, and nothing comes after it. Not for the last one of a scope."""

    token_id: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SkipStep:
    """The step is left undone, and the token goes on behind it. `values` are set first."""

    token_id: int
    values: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    requested_by: int | None = None  # the first of the two people who signed


@dataclass(frozen=True, slots=True)
class ResolveIncident:
    """The stopped step has been done by hand: `values` are its result, and the token goes on behind it."""

    token_id: int
    values: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


Command = (
    Start
    | CompleteUserTask
    | RefuseAssignee
    | CompleteJob
    | FailJob
    | ThrowError
    | FireTimer
    | DeliverMessage
    | DeliverSignal
    | RetryIncident
    | Cancel
    | Suspend
    | Resume
    | SetVariables
    | MoveToken
    | AddToken
    | CancelToken
    | SkipStep
    | ResolveIncident
)
