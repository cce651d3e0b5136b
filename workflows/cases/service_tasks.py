"""Service tasks by which a model speaks about its case. All are transactional and may be repeated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.registry import JobContext

from .commands.move_stage import MoveStage, move_stage
from .commands.update_case import UpdateCase, update_case
from .models import CaseInstance

MOVE_STAGE = "case.move_stage"
UPDATE = "case.update"


class NoCase(Exception):
    """The instance works on no case: only instances of `open_referral` and their receivers do."""


def handle_move_stage(job: JobContext) -> Mapping[str, Any]:
    """Topic `case.move_stage`. Payload: `stage`; optional `to_organisation_id` and `to_department`, who is asked from then on.
    Result: none. A stage that the case has passed changes nothing.

    Raises: NoCase, InvalidInput (no such stage, closed or own organisation).
    """
    if job.payload.get("to_organisation_id") is not None:
        asked = {name: job.payload[name] for name in ("to_organisation_id", "to_department") if name in job.payload}
        handle_update(replace(job, payload=asked))
    move_stage(MoveStage(_number(job), str(job.payload.get("stage")), job.instance_id, job.activity_id))
    return {}


def handle_update(job: JobContext) -> Mapping[str, Any]:
    """Topic `case.update`. Payload, all optional: `to_organisation_id`, `to_department`, `urgency`, `problem`,
    `phone` (to call back). A department that is given as null is cleared: the next receiver chooses its own. Result: none.

    Raises: NoCase, InvalidInput (closed or own organisation, unknown urgency).
    """
    payload = job.payload
    organisation_id = payload.get("to_organisation_id")
    update_case(
        UpdateCase(
            number=_number(job),
            to_organisation_id=int(organisation_id) if organisation_id is not None else None,
            to_department=_text(payload["to_department"]) or "" if "to_department" in payload else None,
            urgency=_text(payload.get("urgency")),
            problem=_text(payload.get("problem")),
            call_back_phone=_text(payload.get("phone")),
        )
    )
    return {}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _number(job: JobContext) -> str:
    """The case of the job's instance: by attachment, never by a number in the payload."""
    number = CaseInstance.objects.filter(instance_id=job.instance_id).values_list("case__number", flat=True).first()
    if number is None:
        raise NoCase(f"Expected instance {job.instance_id} to work on a case")
    return number
