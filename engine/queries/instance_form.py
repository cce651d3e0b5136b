"""One form of a process with what its instance knows: what was asked, as a reader of the case wants it in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from engine import clock, definitions, runtime
from engine.actor import Actor
from engine.expression_environment import environment_of
from engine.instance_access import Access, find_instance
from engine.queries.user_task import Options


@dataclass(frozen=True, slots=True)
class InstanceForm:
    """A form in the reader's language, as form-js shows it."""

    schema: Mapping[str, Any]
    data: Mapping[str, Any]
    zone: str  # IANA name: the zone of the process


def instance_form(actor: Actor, instance_id: UUID, form_key: str, *, options: Options | None = None) -> InstanceForm | None:
    """The form `form_key` of the instance's deployment with the values that the instance holds now, or held when it ended.

    None for who sees the structure alone, and where the deployment has no such form. Raises: NotFound where the actor sees
    nothing of the instance.
    """
    instance, access = find_instance(actor, instance_id)
    form = definitions.load(instance.definition_id).compiled.forms.get(form_key)
    if access < Access.VALUES or form is None:
        return None
    state = runtime.decode_state(instance.state)
    values = state.variables()
    scope = {**values, **(options(form_key, values) if options is not None else {})}
    environment = environment_of(instance.organisation_id, state.zone, clock.now())
    schema = form.render(get_language() or "en", scope, environment=environment)
    return InstanceForm(schema, form.data(values), state.zone)
