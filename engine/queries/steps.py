"""The steps of a process that an operator may name, for choices on a page."""

from __future__ import annotations

from engine import definitions
from engine.actor import Actor
from engine.models.definition import ProcessDefinition
from engine.queries.tokens import Step, step_of
from engine.runtime.operating import why_no_target
from engine.selection import operated_organisations


def steps_of_process(actor: Actor, process_key: str, version: int | None = None) -> list[Step]:
    """Of this version, else of the active one; none without a process. Those with a name first."""
    if not process_key or not operated_organisations(actor):
        return []
    rows = ProcessDefinition.objects.filter(key=process_key)
    row = rows.filter(version=version).first() if version is not None else rows.order_by("-is_active", "-version").first()
    if row is None:
        return []
    loaded = definitions.load(row.pk)
    found = [step_of(node) for node in loaded.model.nodes if why_no_target(node) is None]
    return sorted(found, key=lambda step: step.name == step.activity_id)
