"""Complete an open user task with its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.commands.advanced import Advanced
from engine.commands.user_task_access import check_version, lifecycle_of, record_substitution, visible_user_task
from engine.errors import FormInvalid, InvalidState, NotAuthorised
from engine.expression_environment import environment_of
from engine.lifecycle import check
from engine.locked_instance import LockedInstance, UserTaskRow, locked_instance
from engine.projection import parse
from engine.runtime import commands as runtime_commands

# Translated when they are shown; made once, because most calls need none of them.
_CLAIMED = _("Expected a task that is yours or free, but a colleague has claimed it.")
_SECOND_PERSON = _("Expected a second person: you did an earlier step that this one must be separate from.")
_ENDED = _("Expected an open task, but it has ended.")
_SUSPENDED = _("This process is suspended: the task can be completed when operations resume it. Nothing of yours was saved.")
_FORBIDDEN = _("Expected a person whose role may do this task; yours here does not.")


class InstanceSuspended(InvalidState):
    """The process stands still by an operator's word; it goes on when it is resumed."""

    code = "instance_suspended"


@dataclass(frozen=True, slots=True)
class CompleteUserTask:
    actor: Actor
    user_task_id: UUID
    form_data: Mapping[str, Any]  # JSON values by field key
    expected_version: int | None = None
    # Choices that the hospital's directory offers: (form key, variables) → {values key: options}.
    options: Callable[[str, Mapping[str, Any]], Mapping[str, Any]] | None = None


def complete_user_task(command: CompleteUserTask) -> Advanced:
    """Complete an open user task.

    Raises: NotFound (also for a task of another organisation), NotAuthorised, InvalidState (already completed, claimed
    by somebody else, or an interrupting deadline came first), InstanceSuspended, Conflict (somebody changed it since
    `expected_version`), FormInvalid (field errors).
    """
    actor = command.actor
    with locked_instance(of_user_task=command.user_task_id) as instance:
        user_task = visible_user_task(instance, actor)
        lifecycle = lifecycle_of(instance, user_task)
        if instance.status == "suspended":
            raise InstanceSuspended(_SUSPENDED)
        if user_task.assignee_id is not None and user_task.assignee_id != actor.id and not actor.is_system:
            raise InvalidState(_CLAIMED)
        if actor.id in lifecycle.excluded_actor_ids:
            raise NotAuthorised(_SECOND_PERSON)
        check(lifecycle.complete, actor, refusal=_ENDED, forbidden=_FORBIDDEN)
        check_version(user_task, command.expected_version)
        values = validated_values(instance, user_task, command)
        record_substitution(instance, user_task, actor)
        instance.advance(runtime_commands.CompleteUserTask(user_task.token_id, values, actor.id), actor.id)
    return Advanced(instance.id, instance.status, tuple(instance.opened_user_tasks), instance.business_key)


def validated_values(instance: LockedInstance, user_task: UserTaskRow, command: CompleteUserTask) -> dict[str, Any]:
    """The form's declared fields as FEEL values. Without a form nothing may be sent. Raises: FormInvalid."""
    form = instance.definition.compiled.forms.get(user_task.form_key) if user_task.form_key else None
    if form is None:
        if command.form_data:
            unexpected = _("This task has no form, so it takes no fields.")
            raise FormInvalid({name: [unexpected] for name in command.form_data})
        return {}
    assert instance.state is not None
    scope = dict(instance.state.variables_at(user_task.token_id))
    scope.update(parse(user_task.form_values))
    if command.options is not None:
        scope.update(command.options(user_task.form_key, scope))
    environment = environment_of(instance.organisation_id, instance.state.zone, instance.now)
    return form.validate(command.form_data, scope=scope, environment=environment)
