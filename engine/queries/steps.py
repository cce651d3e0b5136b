"""The steps of a process that an operator may name, for choices on a page."""

from __future__ import annotations

from engine import definitions
from engine.actor import Actor
from engine.model.elements.call_activity import CallActivity
from engine.model.process_model import ProcessModel
from engine.models.definition import ProcessDefinition
from engine.queries.flow_order import in_flow_order
from engine.queries.tokens import Step, step_of
from engine.runtime.operating import why_no_target
from engine.selection import operated_organisations


def steps_of_process(actor: Actor, process_key: str, version: int | None = None) -> list[Step]:
    """Of this version, else of the active one, as a case comes to them; none without a process."""
    if not process_key or not operated_organisations(actor):
        return []
    rows = ProcessDefinition.objects.filter(key=process_key)
    row = rows.filter(version=version).first() if version is not None else rows.order_by("-is_active", "-version").first()
    if row is None:
        return []
    loaded = definitions.load(row.pk)
    mine = _with_called(loaded.model, loaded.process.id)
    return [step_of(node) for node in in_flow_order(loaded.model) if node.process in mine and why_no_target(node) is None]


def _with_called(model: ProcessModel, process_id: str) -> set[int]:
    """The process and those that it calls, whose steps run inside the same instance; not the other pools of the file."""
    found: set[int] = set()
    ahead = [process_id]
    while ahead:
        process = model.process(ahead.pop())
        if process.index not in found:
            found.add(process.index)
            ahead += [
                node.called_process
                for node in model.nodes
                if isinstance(node, CallActivity) and node.process == process.index and model.has_process(node.called_process)
            ]
    return found
