"""What happened, in order, past tense: the history of an instance is these events and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

EventKind = Literal[
    "command",
    "instance_started",
    "activity_started",
    "activity_completed",
    "activity_cancelled",
    "flow_taken",
    "variables_set",
    "timer_set",
    "timer_fired",
    "timer_cleared",
    "message_sent",
    "message_received",
    "message_sender_recorded",
    "message_given_by_hand",
    "user_task_substituted",
    "signal_sent",
    "signal_received",
    "signal_held",
    "condition_met",
    "decision_evaluated",
    "error_thrown",
    "escalation_thrown",
    "compensation_thrown",
    "incident_raised",
    "incident_resolved",
    "expression_warned",
    "instance_completed",
    "instance_terminated",
    "instance_cancelled",
    "instance_suspended",
    "instance_resumed",
    "instance_migrated",
    "token_moved",
    "token_added",
    "token_cancelled",
    "step_skipped",
    "step_skip_signed",
    "variables_corrected",
]


NOTHING: Mapping[str, Any] = {}


class Event(NamedTuple):
    """One fact. `activity_id` is the BPMN id of the node (or flow); `data` holds JSON-ready values only.

    A tuple: a command makes a dozen, and a frozen dataclass takes three times as long to make.
    """

    kind: EventKind
    activity_id: str = ""
    token_id: int | None = None
    scope_id: int | None = None
    data: Mapping[str, Any] = NOTHING
