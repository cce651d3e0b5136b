"""Move a case to another stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.errors import InvalidInput, NotFound
from workflows.cases.models import Case, CaseInstance, StageChange
from workflows.cases.notices import tell
from workflows.cases.stages import PARTED, SINCE_ARRIVAL, Stage, closing_stage, may_move
from workflows.cases.visit_stages import VisitStage, closing_visit_stage, may_move_visit
from workflows.patients.commands.grant_access import end_access

# † unsigned parameter: how long the receiver still sees the patient after the case has closed.
ACCESS_AFTER_CLOSING = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class MoveStage:
    """By a process, never by a person directly: `instance_id` and `cause` say which one and why."""

    number: str
    stage: str
    instance_id: UUID | None = None
    cause: str = ""


@transaction.atomic
def move_stage(command: MoveStage) -> bool:
    """Whether the case moved. A stage that it has passed (a late or repeated message) changes nothing.

    Raises: NotFound (no such case), InvalidInput (no such stage).
    """
    case = locked_case(command.number)
    if case.kind == Case.Kind.VISIT:
        return _move_visit(case, command)
    if command.stage not in Stage.values:
        raise InvalidInput(format_lazy(_("Expected a stage of a referral, but “{stage}” is none."), stage=command.stage))
    new = Stage(command.stage)
    if not case.is_live or not may_move(Stage(case.stage), new):
        return False
    record_move(case, new, instance_id=command.instance_id, cause=command.cause)
    if new in PARTED and case.to_organisation_id is not None:
        _part(case, new, case.to_organisation_id)
    if new == Stage.CANCELLED:
        _close(case, clock.now())
    return True


def _move_visit(case: Case, command: MoveStage) -> bool:
    if command.stage not in VisitStage.values:
        raise InvalidInput(format_lazy(_("Expected a stage of a visit, but “{stage}” is none."), stage=command.stage))
    new = VisitStage(command.stage)
    if not case.is_live or not may_move_visit(VisitStage(case.stage), new):
        return False
    record_move(case, new, instance_id=command.instance_id, cause=command.cause)
    return True


@transaction.atomic
def close_case(number: str, *, is_cancelled: bool, instance_id: UUID | None = None) -> bool:
    """The sender's process has ended: the case ends with it, at the stage that tells how; whether it was live.

    Raises: NotFound.
    """
    case = locked_case(number)
    if not case.is_live:
        return False
    last = _closing_stage(case, is_cancelled=is_cancelled)
    if last != case.stage:
        record_move(case, last, instance_id=instance_id, cause="instance_cancelled" if is_cancelled else "instance_completed")
    _close(case, clock.now())
    return True


def _closing_stage(case: Case, *, is_cancelled: bool) -> Stage | VisitStage:
    if case.kind == Case.Kind.VISIT:
        return closing_visit_stage(VisitStage(case.stage), is_cancelled=is_cancelled)
    return closing_stage(Stage(case.stage), is_cancelled=is_cancelled)


def locked_case(number: str) -> Case:
    case = Case.objects.select_for_update().filter(number=number).first()
    if case is None:
        raise NotFound(_("No such case is visible to you."))
    return case


def record_move(case: Case, new: Stage | VisitStage, *, instance_id: UUID | None, cause: str) -> None:
    now = clock.now()
    before = case.stage
    StageChange.objects.create(case=case, from_stage=case.stage, to_stage=new, at=now, instance_id=instance_id, cause=cause[:120])
    case.stage, case.stage_at = new, now
    case.save(update_fields=["stage", "stage_at"])
    if case.kind == Case.Kind.REFERRAL:
        tell(case, Stage(before), Stage(new))


def _part(case: Case, stage: Stage, organisation_id: int) -> None:
    """The receiver's part is over: it keeps what it has read, and nothing of what becomes of the case elsewhere."""
    now = clock.now()
    working = case.instances.filter(role=CaseInstance.Side.RECEIVER, organisation_id=organisation_id, left_at=None)
    working.update(
        left_at=now,
        left_stage=stage,
        left_problem=case.problem,
        left_department=case.to_department,
        left_urgency=case.urgency,
    )
    # Whoever had the patient in its care reads on as after a closed case: its own records refer to the person.
    end_access(reference=case.number, organisation_id=organisation_id, at=now + _reading_on(case))


def _close(case: Case, now: datetime) -> None:
    case.closed_at = now
    case.save(update_fields=["closed_at"])
    end_access(reference=case.number, at=now + _reading_on(case))


def _reading_on(case: Case) -> timedelta:
    has_arrived = case.stage == Stage.CLOSED or case.stage_changes.filter(to_stage__in=SINCE_ARRIVAL).exists()
    return ACCESS_AFTER_CLOSING if has_arrived else timedelta(0)
