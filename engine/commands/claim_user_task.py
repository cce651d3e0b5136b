"""Claim, give back, assign and delegate an open user task: who does it, not what is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.commands.advanced import Advanced
from engine.commands.user_task_access import check_version, lifecycle_of, record_substitution, visible_user_task
from engine.errors import InvalidState, NotAuthorised
from engine.lifecycle import UserTaskLifecycle, run
from engine.locked_instance import LockedInstance, UserTaskRow, locked_instance
from engine.models.user_task import UserTask
from engine.runtime.events import Event
from engine.sql import table


@dataclass(frozen=True, slots=True)
class ClaimUserTask:
    actor: Actor
    user_task_id: UUID
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class UnclaimUserTask:
    actor: Actor
    user_task_id: UUID
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class AssignUserTask:
    actor: Actor
    user_task_id: UUID
    assignee: Actor  # with the assignee's own groups, so that the assignment is checked against them
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class DelegateUserTask:
    actor: Actor
    user_task_id: UUID
    delegate: Actor
    expected_version: int | None = None


def claim_user_task(command: ClaimUserTask) -> Advanced:
    """Take an open task for oneself.

    Raises: NotFound, NotAuthorised (not a candidate, or excluded by separation of duties), InvalidState (claimed or ended).
    """

    def claim(instance: LockedInstance, user_task: UserTaskRow, lifecycle: UserTaskLifecycle) -> None:
        if command.actor.id in lifecycle.excluded_actor_ids:
            raise NotAuthorised(_SECOND_PERSON)
        run(
            lifecycle.claim,
            command.actor,
            refusal=_("Expected a free task, but it has already been claimed."),
            forbidden=_("Expected a person whose role may do this task; yours here does not."),
        )
        record_substitution(instance, user_task, command.actor)
        _set_assignee(instance, user_task, "assigned", command.actor.id, None, "user_task_claimed", command.actor.id)

    return _on_user_task(command.actor, command.user_task_id, command.expected_version, claim)


def unclaim_user_task(command: UnclaimUserTask) -> Advanced:
    """Give a claimed task back to its group. Raises: NotFound, NotAuthorised, InvalidState."""

    def unclaim(instance: LockedInstance, user_task: UserTaskRow, lifecycle: UserTaskLifecycle) -> None:
        run(
            lifecycle.unclaim,
            command.actor,
            refusal=_("Expected a claimed task, but nobody holds this one."),
            forbidden=_("Expected its assignee or somebody who assigns work here."),
        )
        _set_assignee(instance, user_task, "created", None, None, "user_task_unclaimed", command.actor.id)

    return _on_user_task(command.actor, command.user_task_id, command.expected_version, unclaim)


def assign_user_task(command: AssignUserTask) -> Advanced:
    """Give a task to one person. Raises: NotFound, NotAuthorised (also if the assignee may not do it), InvalidState."""

    def assign(instance: LockedInstance, user_task: UserTaskRow, lifecycle: UserTaskLifecycle) -> None:
        _check_receiver(command.assignee, lifecycle)
        run(
            lifecycle.assign,
            command.actor,
            refusal=_("Expected an open task, but it has ended."),
            forbidden=_("Expected somebody who assigns work in this organisation."),
        )
        _set_assignee(instance, user_task, "assigned", command.assignee.id, None, "user_task_assigned", command.actor.id)

    return _on_user_task(command.actor, command.user_task_id, command.expected_version, assign)


def delegate_user_task(command: DelegateUserTask) -> Advanced:
    """Hand one's own task to a colleague. Raises: NotFound, NotAuthorised, InvalidState."""

    def delegate(instance: LockedInstance, user_task: UserTaskRow, lifecycle: UserTaskLifecycle) -> None:
        _check_receiver(command.delegate, lifecycle)
        run(
            lifecycle.delegate,
            command.actor,
            refusal=_("Expected a task that you have claimed."),
            forbidden=_("Expected its assignee."),
        )
        _set_assignee(
            instance, user_task, "assigned", command.delegate.id, command.actor.id, "user_task_delegated", command.actor.id
        )

    return _on_user_task(command.actor, command.user_task_id, command.expected_version, delegate)


_SECOND_PERSON = _("Expected a second person: who did an earlier step may not do this one.")

Change = Callable[[LockedInstance, UserTaskRow, UserTaskLifecycle], None]


def _on_user_task(actor: Actor, user_task_id: UUID, expected_version: int | None, change: Change) -> Advanced:
    with locked_instance(of_user_task=user_task_id) as instance:
        user_task = visible_user_task(instance, actor)
        lifecycle = lifecycle_of(instance, user_task)
        check_version(user_task, expected_version)
        change(instance, user_task, lifecycle)
    return Advanced(instance.id, instance.status, (), instance.business_key)


def _check_receiver(receiver: Actor, lifecycle: UserTaskLifecycle) -> None:
    if receiver.id in lifecycle.excluded_actor_ids:
        raise NotAuthorised(_SECOND_PERSON)
    if not receiver.may("work", lifecycle.organisation_id) or not receiver.is_candidate(
        lifecycle.organisation_id, lifecycle.candidate_groups
    ):
        raise InvalidState(_("Expected a receiver whose role may do this task; the person chosen does not have it."))


def _set_assignee(
    instance: LockedInstance,
    user_task: UserTaskRow,
    state: str,
    assignee_id: int | None,
    delegated_by_id: int | None,
    kind: str,
    actor_id: int | None,
) -> None:
    instance.writer.batch.add(
        UserTask,
        f"UPDATE {table(UserTask)} SET state = %s, assignee_id = %s, delegated_by_id = %s, version = version + 1 WHERE id = %s",
        state,
        assignee_id,
        delegated_by_id,
        user_task.id,
    )
    data = {"user_task": str(user_task.id), "assignee": assignee_id}
    instance.record(Event(kind, user_task.activity_id, user_task.token_id, None, data), actor_id)  # type: ignore[arg-type]
