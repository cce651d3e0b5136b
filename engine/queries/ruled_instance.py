"""What rules read of an instance beside its events: its user tasks, and what its model says about its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine import definitions
from engine.model.elements.call_activity import CallActivity
from engine.model.elements.user_task import UserTask as ModelledTask
from engine.model.process_model import Activity, ProcessModel
from engine.models.instance import ProcessInstance
from engine.models.user_task import UserTask, UserTaskState


@dataclass(frozen=True, slots=True)
class TaskRow:
    activity_id: str
    token_id: int
    created_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    is_completed: bool


@dataclass(frozen=True, slots=True)
class RuledInstance:
    """`rounds`: activities that a loop repeats. `expected_after`: activity → those that its model expects before it."""

    process_key: str
    organisation_id: int
    tasks: tuple[TaskRow, ...]
    rounds: frozenset[str]
    expected_after: Mapping[str, tuple[str, ...]]


def ruled_instance(instance_id: UUID) -> RuledInstance | None:
    """Without a check of the reader: for the product's own rules. None where there is no such instance."""
    row = ProcessInstance.objects.only("definition_id", "organisation_id").filter(pk=instance_id).first()
    if row is None:
        return None
    definition = definitions.load(row.definition_id)
    tasks = UserTask.objects.filter(instance_id=instance_id).order_by("created_at", "token_id")
    return RuledInstance(
        definition.key,
        row.organisation_id,
        tuple(
            TaskRow(
                task.activity_id,
                task.token_id,
                task.created_at,
                task.due_at,
                task.ended_at,
                task.state == UserTaskState.COMPLETED,
            )
            for task in tasks
        ),
        *_declared(definition.model),
    )


def _declared(model: ProcessModel) -> tuple[frozenset[str], Mapping[str, tuple[str, ...]]]:
    rounds = _scopes_in_rounds(model)
    repeated = (node.id for node in model.nodes if isinstance(node, Activity) and (node.loop is not None or node.scope in rounds))
    expected = {node.id: node.expected_after for node in model.nodes if isinstance(node, ModelledTask) and node.expected_after}
    return frozenset(repeated), expected


def _scopes_in_rounds(model: ProcessModel) -> set[int]:
    """Scopes that run more than once on purpose: ad-hoc ones, those inside a loop, and processes that a loop calls."""
    inner: dict[int, list[int]] = {}
    for scope in model.scopes:
        inner.setdefault(scope.node, []).append(scope.index)
    for node in model.nodes:
        if isinstance(node, CallActivity):
            inner.setdefault(node.index, []).append(model.process(node.called_process).scope)
    looped = (node.index for node in model.nodes if isinstance(node, Activity) and node.loop is not None)
    waiting = [*model.ad_hoc_scopes, *(index for node in looped for index in inner.get(node, ()))]
    found: set[int] = set()
    while waiting:
        index = waiting.pop()
        if index not in found:
            found.add(index)
            waiting += [below for node in model.scopes[index].nodes for below in inner.get(node, ())]
    return found
