"""Whether an act of operators would leave a user task undone, which takes a second signature: for single acts and for many."""

from __future__ import annotations

from typing import Any

from engine import definitions
from engine.definitions import LoadedDefinition
from engine.model.process_model import Node, ProcessModel
from engine.model.undone import holds_user_task, left_by_ending, left_by_moving
from engine.models.incident import Incident
from engine.models.instance import ProcessInstance
from engine.models.steering import BulkOperation

SIGNED = {"skip": "skip", "move_token": "move", "cancel_token": "cancel", "resolve": "resolve"}


def left_undone(model: ProcessModel, act: str, activity_id: str, target_id: str = "") -> Node | None:
    """The step whose user task the act would leave undone; None for none, and where the model has no such step."""
    try:
        source = model.node(activity_id)
        if act == "move":
            return left_by_moving(model, source, model.node(target_id))
    except KeyError:
        return None
    if act == "cancel":
        return left_by_ending(model, source)
    return source if act == "resolve" and holds_user_task(model, source) else None


def leaves_undone(operation: BulkOperation) -> bool:
    """Whether it would leave a user task of one of its instances undone: then a second person signs, as for a single one."""
    if operation.kind not in SIGNED:
        return False
    items = operation.items.order_by().values_list("instance_id", flat=True)
    found = activities_of(operation, items)
    return operation.kind == "skip" or any(
        undone_by(operation, definitions.load(definition_id), activity_id) is not None
        for definition_id, activity_ids in found.items()
        for activity_id in activity_ids
    )


def undone_by(operation: BulkOperation, definition: LoadedDefinition, activity_id: str) -> Node | None:
    target_id = operation.parameters.get("target_id", "")
    return left_undone(definition.model, SIGNED.get(operation.kind, ""), activity_id, target_id)


def activities_of(operation: BulkOperation, instance_ids: Any) -> dict[int, set[str]]:
    """Version → the steps that the operation is about in these instances."""
    found: dict[int, set[str]] = {}
    if named := operation.parameters.get("activity_id", ""):
        rows = ProcessInstance.objects.filter(pk__in=instance_ids).order_by().values_list("definition_id", flat=True)
        return {definition_id: {named} for definition_id in rows.distinct()}
    if operation.kind == "resolve":  # whatever stopped
        open_ones = Incident.objects.filter(instance_id__in=instance_ids, state="open").order_by()
        for definition_id, activity_id in open_ones.values_list("instance__definition_id", "activity_id").distinct():
            found.setdefault(definition_id, set()).add(activity_id)
    return found
