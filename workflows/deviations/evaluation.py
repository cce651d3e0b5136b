"""Evaluate the instances whose moment has come, and keep what is found. Called by the sweep of the engine."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import Q

from engine import clock

from .finding import Found, find, told_by
from .history import History
from .models import Deviation, PatientFact, Watch
from .reading import Read, other_instances, read_history
from .rule import Finding, Rule
from .watching import look_at

logger = logging.getLogger(__name__)
LONGEST_WAIT = timedelta(minutes=5)


def evaluate_due(limit: int = 100) -> int:
    """Look at up to `limit` instances whose moment has come, longest overdue first; how many were looked at.

    By the index of the due moment: nothing is read of an instance whose moment has not come. Workers do not wait for each other.
    """
    now = clock.now()
    free = Q(retry_at=None) | Q(retry_at__lte=clock.real_now())
    due = Watch.objects.filter(free, due_at__lte=now).order_by("due_at").values_list("instance_id", flat=True)
    return sum(_attempt(instance_id, now) for instance_id in list(due[:limit]))


def _attempt(instance_id: UUID, now: datetime) -> bool:
    try:
        return evaluate(instance_id, now)
    except OperationalError:  # a passing trouble of the database: the next sweep tries again
        logger.warning("Instance %s could not be looked at now", instance_id, exc_info=True)
    except Exception:
        # Whatever it is, it must not hold up the neighbours; it is tried again, later and later.
        logger.exception("The deviation rules failed on instance %s", instance_id)
    _put_off(instance_id)
    return False


def _put_off(instance_id: UUID) -> None:
    row = Watch.objects.filter(pk=instance_id).first()
    if row is not None:
        wait = min(LONGEST_WAIT, timedelta(seconds=2 ** min(row.failures, 9)))
        Watch.objects.filter(pk=instance_id).update(failures=min(row.failures + 1, 1000), retry_at=clock.real_now() + wait)


def evaluate(instance_id: UUID, now: datetime) -> bool:
    """Look at one instance; False where another worker has it, or nothing is due.

    What it tells of the patient, and the wish to look at the patient's other processes, is committed first: a crash after
    that repeats the wish, which changes nothing.
    """
    told = _tell_others(instance_id, now)
    with transaction.atomic():
        watch = Watch.objects.select_for_update(skip_locked=True).filter(pk=instance_id, due_at__lte=now).first()
        if watch is None:
            return False
        read = read_history(instance_id)
        found = find(read.history, now) if read is not None else Found((), None)
        if read is not None:
            _keep(instance_id, read, found, now)
        if watch.is_changed and read is not None and read.history.last_seq != told:
            return True  # something happened in between: the row stays due, and the others are told by the next look
        _set_clock(instance_id, found.next_at)
    return True


def _tell_others(instance_id: UUID, now: datetime) -> int | None:
    """The number of the last event that was told, None where nothing has happened since the last look."""
    if not Watch.objects.filter(pk=instance_id, due_at__lte=now, is_changed=True).exists():
        return None
    read = read_history(instance_id)
    if read is None:
        return None
    if read.case is not None:
        told = told_by(read.history)
        facts = [PatientFact(patient_id=read.case.patient_id, kind=each.kind, case=read.case, at=each.at) for each in told]
        PatientFact.objects.bulk_create(facts, ignore_conflicts=True)
        for other in other_instances(read.case):
            if other != instance_id:
                look_at([other], now, is_changed=False)  # one row, one commit: nobody waits for two locks
    return read.history.last_seq


def _set_clock(instance_id: UUID, next_at: datetime | None) -> None:
    """The next limit, or nothing: an instance that has ended, or has no limit running, leaves no row."""
    if next_at is None:
        Watch.objects.filter(pk=instance_id).delete()
    else:
        Watch.objects.filter(pk=instance_id).update(due_at=next_at, is_changed=False, retry_at=None, failures=0)


def _keep(instance_id: UUID, read: Read, found: Found, now: datetime) -> None:
    """New findings as rows, known ones as they stand now. What is found no more was put right by something outside."""
    rows = {row.cause_key: row for row in Deviation.objects.filter(instance_id=instance_id)}
    seen = set()
    new = []
    for rule, finding in found.findings:
        key = cause_key(instance_id, rule, finding)
        seen.add(key)
        values = _standing(read.history, finding)
        if (row := rows.get(key)) is None:
            new.append(_row(key, instance_id, read, rule, finding, now, values))
        else:
            _update(row, values)
    Deviation.objects.bulk_create(new, ignore_conflicts=True)
    for key, row in rows.items():
        if key not in seen and row.status == Deviation.Status.OPEN:
            _update(row, {"status": Deviation.Status.RIGHTED, "resolved_at": now})


def cause_key(instance_id: UUID, rule: Rule, finding: Finding) -> str:
    return f"{instance_id}:{rule.code}:{finding.cause}"[:255]


def _standing(history: History, finding: Finding) -> dict[str, Any]:
    """What a later look may change: how it stands, by which events, who took part."""
    if finding.is_lasting:
        status = Deviation.Status.LASTING
    else:
        status = Deviation.Status.RIGHTED if finding.resolved_at is not None else Deviation.Status.OPEN
    return {
        "status": status,
        "resolved_at": finding.resolved_at,
        "evidence": sorted(finding.evidence),
        "caused_by": _people(history, finding.evidence),
    }


def _people(history: History, evidence: Iterable[int]) -> list[int]:
    wanted = set(evidence)
    return sorted({event.actor_id for event in history.events if event.seq in wanted and event.actor_id is not None})


def _row(
    key: str, instance_id: UUID, read: Read, rule: Rule, finding: Finding, now: datetime, values: dict[str, Any]
) -> Deviation:
    return Deviation(
        cause_key=key,
        rule=rule.code,
        process_key=read.history.process_key,
        instance_id=instance_id,
        activity_id=finding.activity_id,
        case=read.case,
        about_case_id=finding.about,
        organisation_id=read.organisation_id,
        severity=rule.severity,
        responsible_role=rule.responsible(read.history.facts.direction),
        parameters=_measured_with(rule, read.history),
        occurred_at=finding.at,
        found_at=now,
        **values,
    )


def _measured_with(rule: Rule, history: History) -> list[dict[str, Any]]:
    """Each parameter as it stood when the finding was made, for whoever judges it later."""
    values = rule.parameters_for(history)
    return [
        {
            "name": name,
            "value": values[name].total_seconds() if isinstance(values[name], timedelta) else values[name],
            "is_span": isinstance(values[name], timedelta),
            "source": parameter.source,
            "signed_by": parameter.signed_by,
            "is_own": values[name] != parameter.default,
        }
        for name, parameter in (rule.parameters or {}).items()
    ]


def _update(row: Deviation, values: dict[str, Any]) -> None:
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if changed:
        for name in changed:
            setattr(row, name, values[name])
        row.save(update_fields=changed)
