"""One way to refuse: what belongs to another organisation does not exist, what is one's own but forbidden says so."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.errors import NotAuthorised, NotFound

from .permissions import PERMISSION_LABELS


def authorise(actor: Actor, permission: str, organisation_id: int) -> None:
    """Raises: NotFound for an organisation that the actor does not belong to, NotAuthorised without the permission there."""
    if not actor.belongs_to(organisation_id):
        raise NotFound(_("No such organisation is visible to you."))
    if not actor.may(permission, organisation_id):
        label = PERMISSION_LABELS.get(permission, permission)
        raise NotAuthorised(format_lazy(_("Your roles in this organisation do not let you {permission}."), permission=label))


def organisations_with(actor: Actor, permission: str) -> frozenset[int]:
    """Organisations where the actor holds the permission. The system actor must not ask: it has no organisation of its own."""
    return frozenset(organisation_id for organisation_id, name in actor.permissions if name == permission)
