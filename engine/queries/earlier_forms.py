"""Forms that were completed in an instance, with the values of that moment: what the next person reads before deciding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from engine import clock, definitions, feel, runtime
from engine.actor import Actor
from engine.expression_environment import environment_of
from engine.instance_access import Access, find_instance
from engine.models.user_task import UserTask, UserTaskState
from engine.queries.names import in_language
from engine.queries.recorded_events import recorded_events
from engine.queries.user_task import Options


@dataclass(frozen=True, slots=True)
class EarlierForm:
    """A completed form in the reader's language, as form-js shows it."""

    user_task_id: UUID
    activity_id: str
    name: str
    actor_id: int | None
    at: datetime
    schema: Mapping[str, Any]
    data: Mapping[str, Any]
    zone: str  # IANA name: the zone of the process


def earlier_forms(
    actor: Actor, instance_id: UUID, *, without: UUID | None = None, options: Options | None = None
) -> list[EarlierForm]:
    """Newest first; `without` leaves one user task out. Fields whose value went elsewhere by an output mapping stay empty.

    None for who sees the structure alone. Raises: NotFound where the actor sees nothing of the instance.
    """
    instance, access = find_instance(actor, instance_id)
    if access < Access.VALUES:
        return []
    definition = definitions.load(instance.definition_id)
    completed = UserTask.objects.filter(instance=instance, state=UserTaskState.COMPLETED).exclude(form_key="")
    tasks = [task for task in completed.order_by("-ended_at", "-token_id") if task.pk != without]
    if not tasks:
        return []
    state = runtime.decode_state(instance.state)
    environment = environment_of(instance.organisation_id, state.zone, clock.now())
    written = _written(instance_id, {task.activity_id for task in tasks})
    found = []
    for task in tasks:
        form = definition.compiled.forms.get(task.form_key)
        if form is None or task.ended_at is None:
            continue
        set_then = written.get((task.activity_id, task.token_id, task.ended_at), {})
        values = {name: value for name, value in set_then.items() if name in form.field_names}
        scope = {**state.variables(), **values}
        if options is not None:
            scope.update(options(task.form_key, scope))
        schema = form.render(get_language() or "en", scope, environment=environment)
        name = in_language(task.name_en, task.name_zh)
        shown = form.data(values)
        found.append(EarlierForm(task.pk, task.activity_id, name, task.completed_by_id, task.ended_at, schema, shown, state.zone))
    return found


def _written(instance_id: UUID, activity_ids: set[str]) -> dict[tuple[str, int | None, datetime], dict[str, Any]]:
    """What each completion wrote, by activity, token and moment: a completion's events all carry the time of its advance."""
    written: dict[tuple[str, int | None, datetime], dict[str, Any]] = {}
    for event in recorded_events(instance_id):
        if event.kind != "variables_set" or event.activity_id not in activity_ids:
            continue
        place = (event.activity_id, event.token_id, event.at)
        written.setdefault(place, {}).update(feel.from_json(event.data))
    return written
