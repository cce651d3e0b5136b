"""Retiring a published process: one person may, with a reason, and everybody else who answers for processes is told."""

from __future__ import annotations

from django.db import transaction

from engine import clock
from engine.commands.deployments import Deployment, ReviewDeployment, retire_deployment
from workflows.directory.access import organisations_with
from workflows.directory.models import Membership, Role
from workflows.notifications.queue import queue_notification

TOLD = (Role.PROCESS_DESIGNER, Role.QUALITY_OFFICER, Role.OPERATOR)


@transaction.atomic
def retire(command: ReviewDeployment) -> Deployment:
    """Raises: as `retire_deployment`."""
    deployment = retire_deployment(command)
    places = sorted(organisations_with(command.actor, "publish"))
    if places:  # the system, which publishes what is shipped, has nobody to tell
        queue_notification(
            key=f"retired:{deployment.pk}",
            kind="process",
            text_key="process.retired",
            params={"task_en": deployment.name, "task_zh": deployment.name},
            organisation_id=places[0],
            user_ids=sorted(_others(places, command.actor.id)),
        )
    return deployment


def _others(places: list[int], actor_id: int | None) -> set[int]:
    """Who answers for processes in the alliances of these organisations today."""
    held = Membership.objects.filter(
        department__organisation__alliance__organisations__in=places, role__in=TOLD, user__is_active=True
    ).exclude(until_on__lt=clock.now().date())
    return {person for person in held.values_list("user_id", flat=True) if person != actor_id}
