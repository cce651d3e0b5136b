"""What rules read of an instance beside its events: its user tasks, and what its model says about its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine import definitions
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
    rounds = frozenset(node.id for node in model.nodes if isinstance(node, Activity) and _is_in_rounds(model, node))
    expected = {node.id: node.expected_after for node in model.nodes if isinstance(node, ModelledTask) and node.expected_after}
    return rounds, expected


def _is_in_rounds(model: ProcessModel, node: Activity) -> bool:
    """It, or a sub-process around it, is repeated by a loop or belongs to an ad-hoc sub-process."""
    if node.loop is not None:
        return True
    scope = model.scopes[node.scope]
    if scope.index in model.ad_hoc_scopes:
        return True
    if scope.node < 0:
        return False
    outer = model.nodes[scope.node]
    return isinstance(outer, Activity) and _is_in_rounds(model, outer)
