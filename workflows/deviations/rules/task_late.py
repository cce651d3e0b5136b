"""A task was finished after its due date, or is open past it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from workflows.deviations.history import History, HistoryEvent, Task, first
from workflows.deviations.rule import JUST_AFTER, LOW, Finding, Parameters, Rule


def task_late(history: History, _parameters: Parameters, _now: datetime) -> Iterable[Finding]:
    """Every user task closes by the moment that its model set as due.

    Units: moments; the boundary is inclusive. Tasks without a due date, and those that another rule judges, are left alone.
    Put right: when the task closes, by whatever means. Source: the due date of the model (`carelane:due`).
    """
    for task in history.tasks:
        if task.due_at is None or (task.closed_at is not None and task.closed_at <= task.due_at):
            continue
        at = max(task.due_at + JUST_AFTER, task.opened_at)
        opened = _event(history, task, "activity_started", at=task.opened_at)
        closed = _event(history, task, "activity_completed", "activity_cancelled", "step_skipped", at=task.closed_at)
        evidence = tuple(event.seq for event in (opened, closed) if event is not None)
        cause = f"task:{task.activity_id}:{opened.seq if opened else task.opened_at.isoformat()}"
        yield Finding(cause, at, evidence, task.closed_at, task.activity_id)


def _event(history: History, task: Task, *kinds: str, at: datetime | None) -> HistoryEvent | None:
    if at is None:
        return None
    events = history.of_kind(*kinds, activity=task.activity_id)
    return first(event for event in events if event.at == at and event.token_id in (None, task.token_id))


RULE = Rule(
    code="task_late",
    find=task_late,
    severity=LOW,
    role="department_head",
    title=_("Task finished late"),
    explanation=_("A step of the process was done after the moment that its model sets for it, or is still open."),
    source="model",
)
