"""One user task with everything that its page needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from engine import clock, definitions, runtime
from engine.actor import Actor
from engine.errors import NotFound
from engine.expression_environment import environment_of
from engine.instance_access import Access, access_to
from engine.model.forms import FormSchema
from engine.models.user_task import UserTask
from engine.projection import parse
from engine.queries.names import in_language
from engine.queries.worklist import OPEN, WorklistRow, row_of
from engine.separation import performers_of

Options = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class UserTaskDetail:
    row: WorklistRow
    instruction: str
    action: str  # the primary button's words, "" for the default
    form: FormSchema | None
    values: Mapping[str, Any]  # FEEL values that prefill the form
    variables: Mapping[str, Any]  # FEEL values visible to the step
    zone: str  # IANA name: the zone of the process
    is_open: bool
    is_mine: bool
    can_claim: bool
    can_complete: bool
    can_assign: bool
    is_excluded: bool  # separation of duties keeps the actor from it

    def rendered_form(self, options: Options | None = None) -> Mapping[str, Any] | None:
        """The form-js schema in the reader's language with the known values filled in; None without a form."""
        if self.form is None:
            return None
        offered = options(self.row.form_key, self.variables) if options else {}
        scope = {**self.variables, **self.values, **offered}
        environment = environment_of(self.row.organisation_id, self.zone, clock.now())
        return self.form.render(get_language() or "en", scope, environment=environment)

    def form_data(self) -> Mapping[str, Any]:
        """The known values as JSON, for form-js' `importSchema(schema, data)`."""
        return {} if self.form is None else self.form.data({**self.variables, **self.values})


def user_task(actor: Actor, user_task_id: UUID) -> UserTaskDetail:
    """Raises: NotFound for a task that the actor's organisations and roles do not reach."""
    task = UserTask.objects.select_related("instance__definition").filter(pk=user_task_id).first()
    if task is None or not actor.belongs_to(task.organisation_id):
        raise NotFound
    row = row_of(task)
    is_candidate = actor.may("work", task.organisation_id) and actor.is_candidate(task.organisation_id, row.candidate_groups)
    is_mine = actor.id is not None and task.assignee_id == actor.id
    can_assign = actor.may("assign", task.organisation_id)
    was_mine = actor.id is not None and task.completed_by_id == actor.id
    # Whoever assigns the organisation's work sees the task itself; what is written in its case takes more.
    access = Access.VALUES if is_candidate or is_mine or was_mine else access_to(actor, task.instance)
    if access == Access.NONE and not can_assign:
        raise NotFound
    reads_values = access >= Access.VALUES
    definition = definitions.load(task.instance.definition_id)
    node = definition.user_task(task.activity_id)
    is_open = task.state in OPEN
    variables: Mapping[str, Any] = {}
    excluded, zone = False, "UTC"
    if is_open:
        state = runtime.decode_state(task.instance.state)
        variables, zone = state.variables_at(task.token_id) if reads_values else {}, state.zone
        excluded = actor.id in performers_of(task.instance_id, node.different_from)
    form = definition.compiled.forms.get(task.form_key) if task.form_key else None
    return UserTaskDetail(
        row=row,
        instruction=in_language(node.documentation.en, node.documentation.zh),
        action=in_language(node.action.en, node.action.zh),
        form=form,
        values=known_values(form, variables, task.form_values) if reads_values else {},
        variables=variables,
        zone=zone,
        is_open=is_open,
        is_mine=is_mine,
        can_claim=is_open and is_candidate and task.assignee_id is None and not excluded,
        can_complete=is_open and not excluded and (is_mine or (is_candidate and task.assignee_id is None)),
        can_assign=is_open and can_assign,
        is_excluded=excluded,
    )


def known_values(form: FormSchema | None, variables: Mapping[str, Any], prefilled: str) -> dict[str, Any]:
    """Declared fields that already have a value: from the scope, then from the model's input mapping."""
    if form is None:
        return {}
    values = {key: variables[key] for key in form.field_names if variables.get(key) is not None}
    values.update(parse(prefilled))
    return values
