"""Whether the person whom a model assigns a task may do it: asked by the engine when the task opens."""

from __future__ import annotations

from engine.registry import AssigneeRefused

from .actor import actor_for
from .models import Organisation, User


def checked_assignee(username: str, organisation_id: int, candidate_groups: tuple[str, ...]) -> int:
    """The id of an active person who works in the organisation and, where the task has groups, holds one of them today.

    Raises: AssigneeRefused, saying who was expected.
    """
    place = Organisation.objects.filter(pk=organisation_id).values_list("code", flat=True).first() or str(organisation_id)
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise AssigneeRefused(f"Expected the assignee “{username}” to be an active account.")
    actor = actor_for(user)
    if not actor.may("work", organisation_id):
        raise AssigneeRefused(f"Expected the assignee “{username}” to work in {place}, but they hold no such role there today.")
    if candidate_groups and not actor.is_candidate(organisation_id, candidate_groups):
        groups = ", ".join(candidate_groups)
        raise AssigneeRefused(f"Expected the assignee “{username}” to hold one of {groups} in {place} today.")
    return int(user.pk)
