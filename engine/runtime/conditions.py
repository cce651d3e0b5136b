"""When nothing else moves: conditional events whose variables have changed are looked at again."""

from __future__ import annotations

from engine.model.elements.conditional_event_definition import ConditionalDefinition
from engine.model.elements.multiple_event_definition import part_of
from engine.runtime.happening import happen, stays
from engine.runtime.state import INCIDENT, Condition
from engine.runtime.step import Step, Stop


def fire_conditions(step: Step) -> bool:
    """True if one happened. Each fires when its condition becomes true, not again while it stays true."""
    if not (step.changed or step.new_conditions):
        return False
    changed, fresh = step.changed, step.new_conditions
    step.changed, step.new_conditions = set(), set()
    fired = False
    for number in list(step.state.conditions):
        condition = step.state.conditions.get(number)  # one that fired may have ended others
        if condition is None:
            continue
        definition: ConditionalDefinition = part_of(step.nodes[condition.node], condition.part)
        if number in fresh or not changed.isdisjoint(definition.condition.names):
            fired = _look(step, condition, definition) or fired
    return fired


def _look(step: Step, condition: Condition, definition: ConditionalDefinition) -> bool:
    holder, event = step.holder(condition.token), step.nodes[condition.node]
    try:
        is_true = step.evaluate(definition.condition, holder) is True
    except Stop as stop:
        if holder.status != INCIDENT and holder.id in step.state.tokens:
            step.note("expression_warned", holder, event, {"expression": definition.condition.source, "message": stop.message})
        return False
    was_true, condition.was_true = condition.was_true, int(is_true)
    if not is_true or was_true:
        return False
    step.note("condition_met", holder, event)
    if not stays(event):
        del step.state.conditions[condition.id]
        holder.owned.remove(condition.id)
    happen(step, holder, event, {})
    return True
