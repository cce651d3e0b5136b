"""Shared by the commands on user tasks: who sees one, and its state machine."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.errors import Conflict, InvalidState, NotFound
from engine.instance_access import Access, access_to
from engine.lifecycle import UserTaskLifecycle
from engine.locked_instance import LockedInstance, UserTaskRow
from engine.runtime.events import Event
from engine.separation import performers_of

FORBIDDEN = _("Expected a person whose role may do this task; it belongs to %(groups)s.")


def visible_user_task(instance: LockedInstance, actor: Actor) -> UserTaskRow:
    """The locked user task. Raises: NotFound where the actor's organisations or roles do not reach it, as on its page."""
    user_task = instance.user_task
    if user_task is None or not actor.belongs_to(instance.organisation_id):
        raise NotFound
    is_mine = actor.id is not None and actor.id in (user_task.assignee_id, user_task.completed_by_id)
    if not (
        is_mine
        or actor.is_system
        or actor.is_candidate(instance.organisation_id, user_task.candidate_groups)
        or actor.may("assign", instance.organisation_id)
        or access_to(actor, instance.row()) != Access.NONE
    ):
        raise NotFound
    return user_task


def lifecycle_of(instance: LockedInstance, user_task: UserTaskRow) -> UserTaskLifecycle:
    """Its state machine, with those whom separation of duties excludes. Raises: InvalidState if it has ended."""
    if user_task.state == "completed":
        raise InvalidState(
            _("Expected an open task, but it was completed at %(time)s. Nothing of yours was saved.")
            % {"time": _moment(user_task.ended_at)},
            ended_at=_moment(user_task.ended_at),
        )
    if user_task.state == "cancelled":
        raise InvalidState(
            _("Expected an open task, but its limit passed at %(time)s or its step was withdrawn. Nothing of yours was saved.")
            % {"time": _moment(user_task.ended_at)},
            ended_at=_moment(user_task.ended_at),
        )
    return UserTaskLifecycle(
        user_task.state,
        organisation_id=instance.organisation_id,
        assignee_id=user_task.assignee_id,
        candidate_groups=user_task.candidate_groups,
        excluded_actor_ids=excluded_actors(instance, user_task),
    )


def excluded_actors(instance: LockedInstance, user_task: UserTaskRow) -> frozenset[int]:
    """Who completed an activity that this one must be done by somebody else than."""
    return performers_of(instance.id, instance.definition.user_task(user_task.activity_id).different_from)


def record_substitution(instance: LockedInstance, user_task: UserTaskRow, actor: Actor) -> None:
    """Before what a substitute does stands for whom they do it, where they could not do it for themselves."""
    if absent := actor.stands_in_for(instance.organisation_id, user_task.candidate_groups):
        data = {"user_task": str(user_task.id), "absent": list(absent)}
        instance.record(Event("user_task_substituted", user_task.activity_id, user_task.token_id, None, data), actor.id)


def check_version(user_task: UserTaskRow, expected_version: int | None) -> None:
    """Raises: Conflict if somebody changed the task since it was shown."""
    if expected_version is not None and expected_version != user_task.version:
        raise Conflict(
            _("Expected version %(expected)s of this task, but it is at %(actual)s: somebody changed it since you opened it.")
            % {"expected": expected_version, "actual": user_task.version},
            expected=expected_version,
            actual=user_task.version,
        )


def _moment(value: object) -> str:
    from django.utils import timezone

    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""  # type: ignore[arg-type]
