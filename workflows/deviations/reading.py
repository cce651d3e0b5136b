"""Build the history that rules read: recorded events, user tasks and what the case knows. All looking up happens here."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.queries.recorded_events import recorded_events
from engine.queries.ruled_instance import RuledInstance, ruled_instance
from workflows.cases.models import Case, CaseInstance

from .finding import with_own_news
from .history import NO_CASE, CaseFacts, History, HistoryEvent, OtherReferral, Task, Told
from .models import PatientFact


@dataclass(frozen=True, slots=True)
class Read:
    """An instance's history with its organisation, and its case, if it works on one."""

    history: History
    organisation_id: int
    case: Case | None


def read_history(instance_id: UUID) -> Read | None:
    """None where there is no such instance any more."""
    instance = ruled_instance(instance_id)
    if instance is None:
        return None
    case = Case.objects.filter(instances__instance_id=instance_id).first()
    history = History(
        process_key=instance.process_key,
        events=tuple(
            HistoryEvent(event.seq, event.at, event.kind, event.activity_id, event.token_id, event.actor_id, event.data)
            for event in recorded_events(instance_id)
        ),
        tasks=_tasks(instance),
        rounds=instance.rounds,
        expected_after=instance.expected_after,
        facts=_facts(case),
    )
    return Read(with_own_news(history), instance.organisation_id, case)


def other_instances(case: Case) -> list[UUID]:
    """Instances of the patient's other referrals that have not ended, and of this one: what one tells may concern the others."""
    attached = CaseInstance.objects.filter(case__patient_id=case.patient_id, case__closed_at=None)
    return list(attached.order_by("instance_id").values_list("instance_id", flat=True))


def _tasks(instance: RuledInstance) -> tuple[Task, ...]:
    return tuple(
        Task(row.activity_id, row.created_at, row.due_at, row.ended_at, row.is_completed, row.token_id) for row in instance.tasks
    )


def _facts(case: Case | None) -> CaseFacts:
    if case is None:
        return NO_CASE
    others = Case.objects.filter(patient_id=case.patient_id, kind=case.kind).exclude(pk=case.pk)
    # Those that had ended before this one was opened cannot concern it.
    others = others.exclude(closed_at__lte=case.opened_at)
    return CaseFacts(
        case_id=case.pk,
        direction=case.direction,
        urgency=case.urgency,
        problem=case.problem,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        others=tuple(
            OtherReferral(other.pk, other.problem, other.urgency, other.opened_at, other.closed_at)
            for other in others.order_by("opened_at", "pk")
        ),
        told=tuple(
            Told(fact.kind, fact.at, fact.case_id)
            for fact in PatientFact.objects.filter(patient_id=case.patient_id).order_by("at", "pk")
        ),
    )
