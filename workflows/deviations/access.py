"""Who reads a deviation, and who judges it. Nobody by default."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.errors import NotFound
from engine.instance_access import Access, find_instance

from .models import Deviation

NO_SUCH = _("No such deviation is visible to you.")


def judged_organisations(actor: Actor) -> frozenset[int]:
    """Where the actor is a quality officer."""
    return frozenset(organisation_id for organisation_id, name in actor.permissions if name == "quality")


def judged_deviations(actor: Actor) -> QuerySet[Deviation]:
    """For lists and exports: those of the organisations where the actor is a quality officer."""
    rows = Deviation.objects.select_related("organisation", "case", "about_case")
    return rows if actor.is_system else rows.filter(organisation_id__in=judged_organisations(actor))


def takes_part(actor: Actor, deviation: Deviation) -> bool:
    """Whether the actor takes part in the process in which it was found, and so may give a reason."""
    try:
        _instance, access = find_instance(actor, deviation.instance_id)
    except NotFound:
        return False
    return access >= Access.VALUES


def find_deviation(actor: Actor, deviation_id: int, *, lock: bool = False) -> Deviation:
    """For quality officers of its organisation and for those who take part. Raises: NotFound for anybody else."""
    rows = Deviation.objects.select_for_update(of=("self",)) if lock else Deviation.objects
    found = rows.select_related("organisation", "case", "about_case").filter(pk=deviation_id).first()
    if found is None or not (actor.may("quality", found.organisation_id) or takes_part(actor, found)):
        raise NotFound(NO_SUCH)
    return found


def is_involved(actor: Actor, deviation: Deviation) -> bool:
    """Whether the actor caused it or gave a reason for it: then somebody else judges."""
    if actor.id is None:
        return False
    return actor.id in deviation.caused_by or deviation.variances.filter(by_id=actor.id).exists()
