"""Whether the person whom a model assigns a task may do it, asked by the engine when the task opens; and names of nobody."""

from __future__ import annotations

from collections.abc import Collection

from engine.registry import AssigneeRefused

from .actor import actor_for
from .models import Department, Organisation, Role, User


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


def unknown_groups(groups: Collection[str]) -> list[str]:
    """Those that nobody can be a member of in any organisation: no such role, or no active department of this code."""
    if not groups:
        return []
    departments = set(
        Department.objects.filter(is_active=True, organisation__is_active=True).values_list("code", flat=True).distinct()
    )
    return [group for group in groups if not _can_be_held(group, departments)]


def _can_be_held(group: str, departments: set[str]) -> bool:
    role, at, code = group.partition("@")
    if role == "user":
        return not unknown_people([code])
    return role in Role.values and (not at or code in departments)


def unknown_people(usernames: Collection[str]) -> list[str]:
    """Those that are no active account."""
    known = (
        set(User.objects.filter(username__in=usernames, is_active=True).values_list("username", flat=True)) if usernames else ()
    )
    return [username for username in usernames if username not in known]
