"""A case in one line, as worklists, boards and lists print it; the patient only for those who may see the patient."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from engine import clock
from engine.actor import Actor
from workflows.cases.models import Case, CaseInstance
from workflows.cases.stages import NOT_TAKEN, Stage
from workflows.cases.visibility import partings, visible_cases
from workflows.cases.visit_stages import VisitStage
from workflows.directory.queries.names import BilingualName
from workflows.patients.models import Patient
from workflows.patients.visibility import visible_patients


@dataclass(frozen=True, slots=True)
class PatientLine:
    id: UUID
    code: str
    name: str
    name_latin: str
    sex: str
    age: int
    allergies: str

    @property
    def sex_label(self) -> str:
        return str(Patient.Sex(self.sex).label)


@dataclass(frozen=True, slots=True)
class CaseLine:
    number: str
    kind: str
    direction: str
    problem: str  # what the patient complains of; "" for who sees no patients
    urgency: str
    stage: str
    stage_at: datetime
    opened_at: datetime
    closed_at: datetime | None
    from_organisation_id: int
    from_organisation: BilingualName
    to_organisation_id: int | None
    to_organisation: BilingualName | None
    to_department: str
    patient: PatientLine | None  # None: the actor may not see the patient
    is_sent: bool  # one of the actor's organisations is the sender
    is_received: bool
    left_at: datetime | None = None  # the actor's organisations had their part until then, and see how it stood

    @property
    def urgency_label(self) -> str:
        return str(Case.Urgency(self.urgency).label)

    @property
    def stage_label(self) -> str:
        return str((VisitStage if self.kind == Case.Kind.VISIT else Stage)(self.stage).label)

    @property
    def kind_label(self) -> str:
        return str(Case.Kind(self.kind).label)

    @property
    def is_asked(self) -> bool:
        """The receiver that is named has not taken the referral yet, or did not take it."""
        return self.kind == Case.Kind.REFERRAL and self.to_organisation_id is not None and self.stage in NOT_TAKEN

    @property
    def is_visit(self) -> bool:
        return self.kind == Case.Kind.VISIT

    @property
    def direction_label(self) -> str:
        """What a line begins with: the direction of a referral, the kind of anything else."""
        return str(Case.Direction(self.direction).label) if self.direction else self.kind_label


def case_of_instances(actor: Actor, instance_ids: Iterable[UUID]) -> dict[UUID, CaseLine]:
    """The case of each instance, for those that have one the actor sees. Three queries, however many instances."""
    rows = CaseInstance.objects.filter(instance_id__in=list(instance_ids)).values_list("instance_id", "case_id")
    case_of = dict(rows)
    lines = case_lines(actor, list(visible_cases(actor, among=set(case_of.values())).select_related(*RELATED)))
    return {instance_id: lines[case_id] for instance_id, case_id in case_of.items() if case_id in lines}


RELATED = ("patient", "from_organisation", "to_organisation")


def case_lines(actor: Actor, cases: list[Case]) -> dict[int, CaseLine]:
    """By primary key, in the order given. `cases` must be visible to the actor and come with RELATED selected. Two queries."""
    patient_ids = {case.patient_id for case in cases}
    seen = set(visible_patients(actor, among=patient_ids).values_list("pk", flat=True)) if patient_ids else set()
    today, parted = clock.now(), partings(actor, cases)
    lines = {case.pk: _line(actor, case, today if case.patient_id in seen else None) for case in cases}
    lines = {pk: _as_left(line, parted[pk]) if pk in parted else line for pk, line in lines.items()}
    if actor.is_system or actor.may_anywhere("read_patients"):
        return lines
    return {pk: replace(line, problem="") for pk, line in lines.items()}


def _as_left(line: CaseLine, parting: CaseInstance) -> CaseLine:
    """How the case stood when this organisation's part ended: nothing that others found out or decided later."""
    assert parting.left_at is not None
    place = parting.organisation
    return replace(
        line,
        problem=parting.left_problem,
        urgency=parting.left_urgency,
        stage=parting.left_stage,
        stage_at=parting.left_at,
        closed_at=parting.left_at,
        to_organisation_id=place.pk,
        to_organisation=BilingualName(place.name_en, place.name_zh),
        to_department=parting.left_department,
        is_received=True,
        left_at=parting.left_at,
    )


def _line(actor: Actor, case: Case, patient_at: datetime | None) -> CaseLine:
    to = case.to_organisation
    return CaseLine(
        number=case.number,
        kind=case.kind,
        direction=case.direction,
        problem=case.problem,
        urgency=case.urgency,
        stage=case.stage,
        stage_at=case.stage_at,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        from_organisation_id=case.from_organisation_id,
        from_organisation=BilingualName(case.from_organisation.name_en, case.from_organisation.name_zh),
        to_organisation_id=case.to_organisation_id,
        to_organisation=BilingualName(to.name_en, to.name_zh) if to else None,
        to_department=case.to_department,
        patient=patient_line(case.patient, case.from_organisation.local_date(patient_at)) if patient_at else None,
        is_sent=actor.belongs_to(case.from_organisation_id),
        is_received=case.to_organisation_id is not None and actor.belongs_to(case.to_organisation_id),
    )


def patient_line(patient: Patient, today: date) -> PatientLine:
    return PatientLine(
        id=patient.pk,
        code=patient.code,
        name=patient.name,
        name_latin=patient.name_latin,
        sex=patient.sex,
        age=age_on(patient.born_on, today),
        allergies=patient.allergies,
    )


def age_on(born_on: date, today: date) -> int:
    """Completed years; somebody born on 29 February turns a year older on 1 March of other years."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
