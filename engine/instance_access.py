"""Who reads an instance: nobody by default; who takes part reads its values, who looks after processes its structure alone.

Taking part means, in the instance's organisation: having started it; holding, having done or having handed on one of its tasks;
being in a group that one of its tasks was or is for; or heading the department of such a group.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from engine.actor import Actor
from engine.errors import NotFound
from engine.models.instance import ProcessInstance
from engine.models.user_task import UserTask, UserTaskCandidate

# Those who hold one of these see that a process runs, where it stands and who did what, without what was written in it.
OVERSEERS = ("read_all_instances", "operate", "quality")


class Access(IntEnum):
    NONE = 0
    STRUCTURE = 1  # diagram, tokens, limits, who did what when
    VALUES = 2  # forms, variables and messages too


def find_instance(actor: Actor, instance_id: UUID) -> tuple[ProcessInstance, Access]:
    """The instance and how much of it the actor reads. Raises: NotFound where that is nothing."""
    instance = ProcessInstance.objects.select_related("definition").filter(pk=instance_id).first()
    access = access_to(actor, instance) if instance is not None else Access.NONE
    if instance is None or access == Access.NONE:
        raise NotFound
    return instance, access


def access_to(actor: Actor, instance: ProcessInstance) -> Access:
    """One query, over the instance's tasks."""
    organisation_id = instance.organisation_id
    if actor.is_system:
        return Access.VALUES
    if not actor.belongs_to(organisation_id) or not actor.may("read_instance", organisation_id):
        return Access.NONE
    if takes_part(actor, instance):
        return Access.VALUES
    return Access.STRUCTURE if _oversees(actor, organisation_id) else Access.NONE


def takes_part(actor: Actor, instance: ProcessInstance) -> bool:
    """Whether the actor stands in a relationship to the case of this instance."""
    if actor.id is not None and instance.started_by_id == actor.id:
        return True
    mine = {group for organisation_id, group in actor.groups if organisation_id == instance.organisation_id}
    headed = _headed_departments(actor, instance.organisation_id, mine)
    people = ("assignee_id", "completed_by_id", "delegated_by_id")
    for groups, *persons in UserTask.objects.filter(instance=instance).values_list("candidate_groups", *people).distinct():
        if actor.id is not None and actor.id in persons:
            return True
        if any(group in mine or group.partition("@")[2] in headed for group in groups.split(",") if group):
            return True
    return False


def visible_instances(actor: Actor) -> QuerySet[ProcessInstance]:
    """For lists: all of the organisations that the actor oversees; elsewhere what they started, did, hold or may do now.

    An ended task of one's group leads to its instance by a link, not to a place in the list.
    """
    rows = ProcessInstance.objects.select_related("definition")
    if actor.is_system:
        return rows
    readable = {organisation for organisation in actor.organisation_ids if actor.may("read_instance", organisation)}
    overseen = {organisation for organisation in readable if _oversees(actor, organisation)}
    if readable == overseen:
        return rows.filter(organisation_id__in=overseen)
    taking_part = Q(organisation_id__in=readable - overseen, pk__in=_part_in(actor))
    return rows.filter(taking_part | Q(organisation_id__in=overseen) if overseen else taking_part)


def _part_in(actor: Actor) -> Any:
    """Ids of instances, each source by an index of its own; as a union, so that no plan walks all instances of a hospital."""
    wanted = Q(pk__in=[])
    for organisation_id, group in actor.groups:
        if actor.may("work", organisation_id):
            wanted |= Q(organisation_id=organisation_id, group=group)
    open_to_me = UserTaskCandidate.objects.filter(wanted).order_by().values("user_task__instance_id")
    if actor.id is None:
        return open_to_me
    tasks = UserTask.objects.order_by()
    return (
        ProcessInstance.objects.filter(started_by_id=actor.id)
        .order_by()
        .values("pk")
        .union(
            tasks.filter(assignee_id=actor.id, state="assigned").values("instance_id"),
            tasks.filter(completed_by_id=actor.id).values("instance_id"),
            open_to_me,
        )
    )


def _oversees(actor: Actor, organisation_id: int) -> bool:
    return any(actor.may(permission, organisation_id) for permission in OVERSEERS)


def _headed_departments(actor: Actor, organisation_id: int, groups: set[str]) -> set[str]:
    """Who assigns the work of an organisation answers for the cases of their own departments."""
    if not actor.may("assign", organisation_id):
        return set()
    return {group.partition("@")[2] for group in groups}
