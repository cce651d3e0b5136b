"""What was decided at a turn of a referral, its reason or its appointment, and who decided, for both sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.actor import SYSTEM, Actor
from engine.queries.earlier_forms import EarlierForm, earlier_forms
from engine.queries.instance import history
from workflows.cases.models import CaseInstance
from workflows.cases.queries.cases import CaseView, StageStep
from workflows.cases.stages import Stage
from workflows.directory.queries.names import BilingualName, organisation_names
from workflows.directory.queries.staff import staff_of
from workflows.form_options import options_for

# What the decider's form tells the other side. The message of the decision carries these to the sender as well.
TOLD: Mapping[str, tuple[str, ...]] = {
    Stage.OUT_RETURNED: ("review_note",),
    Stage.OUT_REJECTED: ("review_note",),
    Stage.REJECTED: ("reject_reason", "reject_note"),
    Stage.REFERRED_ONWARD: ("onward_organisation_id", "onward_note"),
    Stage.SCHEDULED: ("slot_at", "accepting_department"),
}
# Acts that carry a reason of their own: the wish to cancel, and a process that an operator ended.
WITH_REASON = frozenset({"message_given_by_hand", "instance_cancelled"})
SENDERS_OWN = frozenset({Stage.OUT_RETURNED, Stage.OUT_REJECTED})  # before anything was sent


@dataclass(frozen=True, slots=True)
class Reason:
    stage: str
    label: str
    at: datetime
    text: str  # of an act without a form
    form: EarlierForm | None
    told: tuple[str, ...]  # keys of the form that both sides may read
    role: str
    person: str  # only for colleagues of the same organisation
    organisation: BilingualName | None


def reasons(actor: Actor, view: CaseView) -> list[Reason]:
    """Of each turn in `view.stages`, which ends where the actor's part ended; oldest first.

    The caller has checked that the actor reads the case's values.
    """
    attached = list(CaseInstance.objects.filter(case__number=view.line.number))
    places = {row.instance_id: row.organisation_id for row in attached}
    found = []
    for step in view.stages:
        if step.to_stage == Stage.CANCELLED:
            found.append(_of_act(actor, step, places))
        elif step.to_stage in TOLD and step.instance_id in places:
            # What one receiver wrote is for the sender, not for the next receiver.
            own = {step.instance_id: places[step.instance_id]}
            if view.line.is_sent or actor.belongs_to(own[step.instance_id]):
                found.append(_of_form(actor, step, own) or _of_act(actor, step, own))
    return [each for each in found if each is not None]


def _of_form(actor: Actor, step: StageStep, own: Mapping[UUID, int]) -> Reason | None:
    """What the form says that was completed last before the turn, in the process that took it."""
    [(instance_id, organisation_id)] = own.items()
    told = TOLD[step.to_stage]
    process_key = "referral_out" if step.to_stage in SENDERS_OWN else "referral_in"
    for form in earlier_forms(SYSTEM, instance_id, options=options_for(process_key, organisation_id)):
        if form.at <= step.at and any(form.data.get(key) for key in told):
            return _reason(actor, step, organisation_id, form.actor_id, form=form)
    return None


def _of_act(actor: Actor, step: StageStep, places: Mapping[UUID, int]) -> Reason | None:
    """What a person wrote who asked for a cancellation or ended a process, in one of these processes."""
    acts = [
        (row.at, organisation_id, row.actor_id, str(row.data["reason"]))
        for instance_id, organisation_id in places.items()
        for row in history(SYSTEM, instance_id)
        if row.kind in WITH_REASON and row.at <= step.at and row.data.get("reason")
    ]
    if not acts:
        return None
    _at, organisation_id, actor_id, text = max(acts, key=lambda act: act[0])
    return _reason(actor, step, organisation_id, actor_id, text=text)


def _reason(
    actor: Actor,
    step: StageStep,
    organisation_id: int,
    actor_id: int | None,
    *,
    text: str = "",
    form: EarlierForm | None = None,
) -> Reason:
    held = [row for row in staff_of(SYSTEM, organisation_id, with_former=True) if row.user_id == actor_id]
    return Reason(
        stage=step.to_stage,
        label=step.label,
        at=step.at,
        text=text,
        form=form,
        told=TOLD.get(step.to_stage, ()),
        role=held[0].role_label if held else "",
        person=held[0].name if held and actor.belongs_to(organisation_id) else "",
        organisation=organisation_names([organisation_id]).get(organisation_id),
    )
