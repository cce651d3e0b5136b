"""Processes that a condition starts: looked at in every sweep, started each time the condition becomes true.

There is no instance yet, so the condition sees the time (`now()`, `today()`), `organisation_id` and the organisation's
calendars, nothing else.
"""

from __future__ import annotations

import logging
from datetime import datetime

from engine import clock, definitions, feel, registry
from engine.definitions import LoadedDefinition
from engine.expression_environment import environment_of
from engine.locked_instance import new_instance
from engine.model.elements.multiple_event_definition import part_of
from engine.models.definition import ProcessDefinition
from engine.models.scheduled_start import ConditionalStart
from engine.runtime.commands import Start

logger = logging.getLogger(__name__)


def watch_conditions(row: ProcessDefinition, starts: tuple[tuple[str, int], ...], organisation_ids: list[int]) -> None:
    """The conditions of a version that is being published; those of older versions end."""
    ConditionalStart.objects.filter(definition__key=row.key).delete()
    ConditionalStart.objects.bulk_create(
        ConditionalStart(definition=row, node_id=node_id, part=part, organisation_id=organisation_id)
        for node_id, part in starts
        for organisation_id in organisation_ids
    )


def start_on_conditions() -> int:
    """Start each process whose condition has become true; how many. A second worker starts none of them again."""
    now, started = clock.now(), 0
    for row in ConditionalStart.objects.filter(definition__is_active=True).order_by("pk"):
        try:
            definition = definitions.load(row.definition_id)
            is_true = _holds(definition, row, now)
            if is_true and not row.was_true:
                started += _start(definition, row)
            elif row.was_true and not is_true:
                ConditionalStart.objects.filter(pk=row.pk).update(was_true=False)
        except Exception:  # whatever it is, it must not hold up the others
            logger.exception("The condition of %s in %s could not be looked at", row.node_id, row.definition_id)
    return started


def _holds(definition: LoadedDefinition, row: ConditionalStart, now: datetime) -> bool:
    condition = part_of(definition.model.node(row.node_id), row.part).condition
    environment = environment_of(row.organisation_id, _zone(definition, row), now)
    seen = {"organisation_id": feel.to_feel(row.organisation_id)}
    return condition.evaluate(seen, environment=environment).value is True


def _zone(definition: LoadedDefinition, row: ConditionalStart) -> str:
    return definition.process.zone or registry.zones.of(row.organisation_id)


def _start(definition: LoadedDefinition, row: ConditionalStart) -> int:
    """The row remembers it in the transaction that starts the instance."""
    with new_instance(definition, organisation_id=row.organisation_id, business_key="", started_by_id=None) as instance:
        if not ConditionalStart.objects.filter(pk=row.pk, was_true=False).update(was_true=True):
            return 0  # another worker has seen it
        instance.advance(
            Start(
                process_id=definition.key,
                start_event_id=row.node_id,
                zone=registry.zones.of(row.organisation_id),
                organisation_id=row.organisation_id,
            )
        )
    return 1
