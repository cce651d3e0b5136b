"""How a referral went, told for both sides, and where the processes of one's own organisation stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.actor import Actor
from engine.errors import NotFound
from engine.queries.instance import InstanceDetail, TimerRow, instance
from workflows.cases.queries.cases import CaseView
from workflows.cases.stages import Stage

# Who acts when a referral comes to a stage; everything else is the sender's.
RECEIVER_STAGES = frozenset(
    {
        Stage.RECEIVED,
        Stage.IN_REVIEW,
        Stage.REFERRED_ONWARD,
        Stage.REJECTED,
        Stage.ACCEPTED,
        Stage.SCHEDULED,
        Stage.NO_SHOW,
        Stage.ARRIVED,
        Stage.OUTCOME_SENT,
    }
)
HARD_STAGES = frozenset(
    {Stage.OUT_RETURNED, Stage.OUT_REJECTED, Stage.REJECTED, Stage.NOT_ACCEPTED, Stage.NO_SHOW, Stage.CANCELLED}
)


@dataclass(frozen=True, slots=True)
class LaneStep:
    stage: str
    label: str
    at: datetime
    is_receiver: bool
    is_hard: bool  # a turn that somebody must take note of
    is_current: bool


@dataclass(frozen=True, slots=True)
class OwnProcess:
    id: UUID
    name: str
    status: str
    waits_for: tuple[str, ...]
    timers: tuple[TimerRow, ...]


def two_lanes(view: CaseView) -> list[LaneStep]:
    """The stages that the referral passed, oldest first."""
    opened = Stage.DRAFT
    steps = [LaneStep(opened, str(opened.label), view.line.opened_at, False, False, not view.stages)]
    for number, step in enumerate(view.stages, 1):
        stage = Stage(step.to_stage)
        is_current = number == len(view.stages)
        steps.append(LaneStep(stage, step.label, step.at, stage in RECEIVER_STAGES, stage in HARD_STAGES, is_current))
    return steps


def own_processes(actor: Actor, instance_ids: Iterable[UUID]) -> list[OwnProcess]:
    """Those that the actor may read; the other side's stay its own."""
    found = []
    for instance_id in instance_ids:
        try:
            detail = instance(actor, instance_id)
        except NotFound:
            continue
        found.append(OwnProcess(instance_id, detail.summary.name, detail.summary.status, waiting_names(detail), detail.timers))
    return found


def waiting_names(detail: InstanceDetail) -> tuple[str, ...]:
    """What the process waits for, in the reader's words: open tasks first, then what it expects from elsewhere."""
    return tuple(dict.fromkeys(token.activity_name for token in detail.waiting if token.kind in ("user_task", "job", "incident")))
