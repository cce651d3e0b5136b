"""The organisations that an actor works in."""

from __future__ import annotations

from engine.actor import Actor
from workflows.directory.access import organisations_with
from workflows.directory.models import Organisation


def own_organisations(actor: Actor, *, permission: str | None = None) -> list[Organisation]:
    """Organisations of the actor, or only those where they hold `permission`, ordered by code. One query."""
    ids = actor.organisation_ids if permission is None else organisations_with(actor, permission)
    return list(Organisation.objects.filter(pk__in=ids).select_related("alliance").order_by("code"))
