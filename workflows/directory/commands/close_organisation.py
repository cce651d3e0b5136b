"""Close an organisation from a day on, or withdraw that before the day has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from engine import clock
from engine.actor import Actor
from engine.errors import FormInvalid, InvalidState
from engine.queries.live_work import live_work
from workflows.directory.access import authorise
from workflows.directory.models import Organisation
from workflows.directory.record import record


@dataclass(frozen=True, slots=True)
class CloseOrganisation:
    """`closed_on` is the first day on which it is closed, in its own zone; None withdraws a closing that is to come."""

    actor: Actor
    organisation_id: int
    closed_on: date | None


@transaction.atomic
def close_organisation(command: CloseOrganisation) -> Organisation:
    """From now on nothing starts there and nothing is sent there; from the day on nobody holds a role there.

    Raises: NotFound, NotAuthorised, InvalidState (nothing to withdraw),
    FormInvalid (a day that is not after today, processes that run, tasks that are open: each is named).
    """
    authorise(command.actor, "manage_directory", command.organisation_id)
    organisation = Organisation.objects.select_for_update().get(pk=command.organisation_id)
    if command.closed_on is None:
        if organisation.closed_on is None:
            raise InvalidState(_("Expected a closing that is to come, but none is set."))
        record(command.actor, organisation.pk, "closing_withdrawn", key=organisation.code, closed_on=organisation.closed_on)
    else:
        _check(organisation, command.closed_on)
        record(command.actor, organisation.pk, "closing_set", key=organisation.code, closed_on=command.closed_on)
    organisation.closed_on = command.closed_on
    organisation.save(update_fields=["closed_on"])
    return organisation


def _check(organisation: Organisation, closed_on: date) -> None:
    if closed_on <= organisation.local_date(clock.now()):
        raise FormInvalid({"closed_on": [_("Expected a day after today: until then the closing can be withdrawn.")]})
    work, mistakes = live_work(organisation.pk), []
    if work.instance_total:
        words = _("Expected no running process, but %(count)s run, the oldest: %(names)s.")
        mistakes.append(words % {"count": work.instance_total, "names": " · ".join(work.instances)})
    if work.task_total:
        words = _("Expected no open task, but %(count)s are open, the oldest: %(names)s.")
        mistakes.append(words % {"count": work.task_total, "names": " · ".join(work.tasks)})
    if mistakes:
        raise FormInvalid({"closed_on": mistakes})
