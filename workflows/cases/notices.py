"""Who is told when a case reaches a stage: data, so that a hospital can read it at one glance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.directory.models import Department
from workflows.notifications.queue import queue_notification

from .models import Case
from .stages import Stage


@dataclass(frozen=True, slots=True)
class Notice:
    """`is_to_sender`: the person who opened the case; otherwise the receiver's groups."""

    text_key: str
    is_to_sender: bool


# Who receives: a hospital's office; for a down-referral the head of the community centre's general practice.
RECEIVING_GROUPS = {
    Case.Direction.UP: ("referral_office@referral_office",),
    Case.Direction.DOWN: ("community_head@gp",),
}
NOTICES: Mapping[Stage, Notice] = {
    Stage.OUT_RETURNED: Notice("referral.out_returned", True),
    Stage.OUT_REJECTED: Notice("referral.out_rejected", True),
    Stage.REJECTED: Notice("referral.rejected", True),
    Stage.REFERRED_ONWARD: Notice("referral.referred_onward", True),
    Stage.ACCEPTED: Notice("referral.accepted", True),
    Stage.SCHEDULED: Notice("referral.scheduled", True),
    Stage.NO_SHOW: Notice("referral.no_show", True),
    Stage.ARRIVED: Notice("referral.arrived", True),
    Stage.OUTCOME_SENT: Notice("referral.outcome_sent", True),
    Stage.CANCELLED: Notice("referral.cancelled", False),
}


def tell(case: Case, before: Stage, stage: Stage) -> None:
    """Queue the notice of `stage`, once per arrival at it."""
    notice = NOTICES.get(stage)
    if notice is None or (before, stage) == (Stage.ACCEPTED, Stage.SCHEDULED):  # one decision, told once
        return
    arrivals = case.stage_changes.filter(to_stage=stage).count()
    key = f"{case.number}:{stage}:{arrivals}"
    if notice.is_to_sender:
        _queue(case, key, notice.text_key, case.from_organisation_id, user_ids=_opener(case))
    elif case.to_organisation_id is not None and case.has_receiver:
        _queue(case, key, notice.text_key, case.to_organisation_id, groups=_receiving_groups(case))


def tell_receiver(case: Case, organisation_id: int) -> None:
    """Announce the case to the organisation whose process has just begun; an emergency to the department as well."""
    is_emergency = case.urgency == Case.Urgency.EMERGENCY
    text_key = "referral.emergency" if is_emergency else "referral.sent"
    arrivals = case.instances.filter(organisation_id=organisation_id).count()
    key = f"{case.number}:to:{organisation_id}:{arrivals}"
    _queue(case, key, text_key, organisation_id, groups=_receiving_groups(case))


def _queue(
    case: Case, key: str, text_key: str, organisation_id: int, *, user_ids: tuple[int, ...] = (), groups: tuple[str, ...] = ()
) -> None:
    queue_notification(
        key=key,
        kind="referral",
        text_key=text_key,
        params=_params(case),
        organisation_id=organisation_id,
        user_ids=user_ids,
        groups=groups,
        link=f"case:{case.number}",
    )


def _opener(case: Case) -> tuple[int, ...]:
    return (case.opened_by_id,) if case.opened_by_id is not None else ()


def _receiving_groups(case: Case) -> tuple[str, ...]:
    groups = RECEIVING_GROUPS[Case.Direction(case.direction)]
    if case.urgency == Case.Urgency.EMERGENCY and case.to_department:
        return (*groups, f"department_head@{case.to_department}", f"doctor@{case.to_department}")
    return groups


def _params(case: Case) -> dict[str, str]:
    params = {
        "number": case.number,
        "from_en": case.from_organisation.name_en,
        "from_zh": case.from_organisation.name_zh,
        # The doctor who knows the patient answers there; a referral without one is still answered by its organisation.
        "phone": case.call_back_phone or case.from_organisation.phone,
    }
    if case.to_organisation is not None:
        params |= {"to_en": case.to_organisation.name_en, "to_zh": case.to_organisation.name_zh}
        department = Department.objects.filter(organisation=case.to_organisation, code=case.to_department).first()
        if department is not None:
            params |= {"department_en": department.name_en, "department_zh": department.name_zh}
    return params
