"""Escalations that fired."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet

from engine import clock
from engine.actor import Actor
from workflows.directory.access import organisations_with

from .models import Escalation


def escalations_of(actor: Actor, instance_ids: Iterable[UUID]) -> QuerySet[Escalation]:
    """Of these instances, as far as they belong to the actor's organisations, newest first."""
    rows = Escalation.objects.filter(instance_id__in=list(instance_ids))
    return rows if actor.is_system else rows.filter(organisation_id__in=actor.organisation_ids)


UNHEARD_SHOWN_FOR = timedelta(days=30)


def unheard_escalations(actor: Actor) -> QuerySet[Escalation]:
    """Those of the last 30 days that reached nobody, where the actor operates, newest first: the roster has a hole."""
    rows = Escalation.objects.filter(recipient_ids=[], fired_at__gt=clock.now() - UNHEARD_SHOWN_FOR)
    return rows if actor.is_system else rows.filter(organisation_id__in=organisations_with(actor, "operate"))
