"""Escalations that fired."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from engine.actor import Actor

from .models import Escalation


def escalations_of(actor: Actor, instance_ids: Iterable[UUID]) -> QuerySet[Escalation]:
    """Of these instances, as far as they belong to the actor's organisations, newest first."""
    rows = Escalation.objects.filter(instance_id__in=list(instance_ids))
    return rows if actor.is_system else rows.filter(organisation_id__in=actor.organisation_ids)


def unheard_escalations(actor: Actor) -> QuerySet[Escalation]:
    """Those of the actor's organisations that reached nobody, newest first: the roster has a hole."""
    rows = Escalation.objects.filter(recipient_ids=[])
    return rows if actor.is_system else rows.filter(organisation_id__in=actor.organisation_ids)
