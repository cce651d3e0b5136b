"""Cases that an actor may see: one by number, those of a patient."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.errors import NotFound
from workflows.cases.models import Case, CaseInstance, StageChange
from workflows.cases.queries.case_lines import RELATED, CaseLine, case_lines
from workflows.cases.queries.referral_board import matches
from workflows.cases.stages import BSER_STATUS, CVA_0282, FHIR_TASK_STATUS, Stage
from workflows.cases.visibility import visible_cases


@dataclass(frozen=True, slots=True)
class StageStep:
    from_stage: str
    to_stage: str
    at: datetime
    instance_id: UUID | None = None  # of the process that took it there

    @property
    def label(self) -> str:
        return str(Stage(self.to_stage).label)


@dataclass(frozen=True, slots=True)
class CaseView:
    line: CaseLine
    instance_ids: tuple[UUID, ...]  # of the actor's organisations only
    stages: tuple[StageStep, ...]
    cva_0282: str | None
    fhir_task_status: str
    bser_status: str


def get_case(actor: Actor, number: str) -> CaseView:
    """One referral. Raises: NotFound for an unknown number and for a case of other organisations, without telling which."""
    found = Case.objects.filter(number=number, kind=Case.Kind.REFERRAL).values_list("pk", flat=True).first()
    case = visible_cases(actor, among=[found]).select_related(*RELATED).first() if found is not None else None
    if case is None:
        raise NotFound(_("No such case is visible to you."))
    line = case_lines(actor, [case])[case.pk]
    stage = Stage(line.stage)
    instances = CaseInstance.objects.filter(case=case)
    if not actor.is_system:
        instances = instances.filter(organisation_id__in=actor.organisation_ids)
    changes = StageChange.objects.filter(case=case)
    if line.left_at is not None:
        changes = changes.filter(at__lte=line.left_at)
    return CaseView(
        line=line,
        instance_ids=tuple(instances.values_list("instance_id", flat=True)),
        stages=tuple(StageStep(change.from_stage, change.to_stage, change.at, change.instance_id) for change in changes),
        cva_0282=CVA_0282[stage],
        fhir_task_status=FHIR_TASK_STATUS[stage],
        bser_status=BSER_STATUS[stage],
    )


def cases_of_patient(actor: Actor, patient_id: UUID, *, kind: str = Case.Kind.REFERRAL, limit: int = 50) -> list[CaseLine]:
    """Of one kind, newest first; none for a patient without visible cases."""
    ids = list(Case.objects.filter(patient_id=patient_id, kind=kind).values_list("pk", flat=True))
    cases: list[Case] = list(visible_cases(actor, among=ids).select_related(*RELATED)[:limit])
    return list(case_lines(actor, cases).values())


def find_cases(actor: Actor, search: str, *, limit: int = 20) -> list[CaseLine]:
    """Newest first: by number, problem, or the name or code of a patient whom the actor may see."""
    if not search.strip():
        return []
    cases: list[Case] = list(visible_cases(actor).filter(matches(actor, search.strip())).select_related(*RELATED)[:limit])
    return list(case_lines(actor, cases).values())
