"""Processes that a timer starts: scheduled when they are published, started once for each due moment."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from engine import clock, definitions, registry
from engine.commands.start_on_condition import watch_conditions
from engine.definitions import LoadedDefinition
from engine.expression_environment import environment_of
from engine.locked_instance import new_instance
from engine.model.elements.multiple_event_definition import part_of
from engine.model.first_start import DueStart, first_start, next_start
from engine.model.process_model import Process as ModelProcess
from engine.model.process_model import ProcessModel
from engine.models.definition import ProcessDefinition
from engine.models.scheduled_start import ScheduledStart
from engine.runtime.commands import Start

logger = logging.getLogger(__name__)
RETRY_AFTER = timedelta(seconds=30)


def schedule_starts(row: ProcessDefinition, model: ProcessModel, process: ModelProcess) -> None:
    """The timers and conditions of a version that is being published, for its organisations; those of older versions end."""
    ScheduledStart.objects.filter(definition__key=row.key).delete()
    now = clock.now()
    codes = registry.organisations.active()
    wanted = [number for code, number in codes.items() if not process.organisations or code in process.organisations]
    watch_conditions(row, process.conditional_starts, wanted)
    for node_id, part in process.timer_starts:
        timer = part_of(model.node(node_id), part)
        for organisation_id in wanted:
            zone = process.zone or registry.zones.of(organisation_id)
            due = first_start(timer, now, zone, environment_of(organisation_id, zone, now))
            ScheduledStart.objects.create(
                definition=row,
                node_id=node_id,
                part=part,
                organisation_id=organisation_id,
                due_at=due.due_at,
                number=due.number,
                armed_at=due.armed_at,
                text=due.text,
            )


def start_scheduled(limit: int = 100) -> int:
    """Start what is due, longest overdue first; how many moments were dealt with. A restart or a second worker repeats none."""
    now, real_now = clock.now(), clock.real_now()
    due = ScheduledStart.objects.filter(Q(retry_at=None) | Q(retry_at__lte=real_now), due_at__lte=now).order_by("due_at", "pk")
    done = 0
    for number, definition_id in list(due.values_list("pk", "definition_id")[:limit]):
        try:
            done += _start(number, definitions.load(definition_id))
        except Exception:  # whatever it is, it must not hold up the others
            logger.exception("Scheduled start %s failed; trying again in %s", number, RETRY_AFTER)
            ScheduledStart.objects.filter(pk=number).update(retry_at=real_now + RETRY_AFTER)
    return done


def _start(number: int, definition: LoadedDefinition) -> int:
    """One due moment: the row moves on in the transaction that starts the instance."""
    with transaction.atomic():
        row = ScheduledStart.objects.select_for_update(skip_locked=True).filter(pk=number, due_at__lte=clock.now()).first()
        if row is None:  # another worker has it
            return 0
        due = DueStart(row.due_at, row.armed_at, row.number, row.text)
        timer = part_of(definition.model.node(row.node_id), row.part)
        starts, later = next_start(timer, due, clock.now(), definition.process.zone or registry.zones.of(row.organisation_id))
        if starts and ProcessDefinition.objects.filter(pk=row.definition_id, is_active=True).exists():
            with new_instance(definition, organisation_id=row.organisation_id, business_key="", started_by_id=None) as instance:
                instance.advance(
                    Start(
                        process_id=definition.key,
                        start_event_id=row.node_id,
                        zone=registry.zones.of(row.organisation_id),
                        organisation_id=row.organisation_id,
                    )
                )
                instance.write()
        if later is None:
            row.delete()
        else:
            row.due_at, row.number, row.retry_at = later.due_at, later.number, None
            row.save(update_fields=["due_at", "number", "retry_at"])
    return 1
