"""Change a person's names and how they are reached; give a new first password to somebody who lost theirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.actor import Actor
from engine.errors import NotAuthorised, NotFound
from workflows.directory.access import authorise, organisations_with
from workflows.directory.models import Membership, User
from workflows.directory.record import changed_values, record
from workflows.directory.valid import checked

FIELDS = ("name_en", "name_zh", "email", "phone")


@dataclass(frozen=True, slots=True)
class ChangeUser:
    """`password` "" leaves it as it is."""

    actor: Actor
    organisation_id: int
    user_id: int
    name_en: str
    name_zh: str
    email: str
    phone: str
    password: str = field(default="", repr=False)


@transaction.atomic
def change_user(command: ChangeUser) -> User:
    """Raises: NotFound (nobody of this organisation), NotAuthorised (see `_refuse_reaching_beyond`), FormInvalid."""
    authorise(command.actor, "manage_directory", command.organisation_id)
    of_here = User.objects.filter(memberships__department__organisation_id=command.organisation_id).values("pk")
    user = User.objects.select_for_update().filter(pk=command.user_id, pk__in=of_here, is_active=True).first()
    if user is None:
        raise NotFound(_("No such person is in the directory."))
    before = {name: getattr(user, name) for name in FIELDS}
    for name in FIELDS:
        setattr(user, name, getattr(command, name).strip())
    changes = changed_values(before, user)
    if command.password or changes:
        _refuse_reaching_beyond(command, user)
    errors: dict[str, Any] = {}
    if not (user.name_en or user.name_zh):
        errors["name_en"] = [_("Expected a name.")]
    if command.password:
        try:
            validate_password(command.password, user)
        except ValidationError as refusal:
            errors["password"] = list(refusal.messages)
        user.set_password(command.password)
    checked(user, errors).save()
    if changes:
        record(command.actor, command.organisation_id, "user_changed", user_id=user.pk, changes=sorted(changes))
    if command.password:
        record(command.actor, command.organisation_id, "password_given", user_id=user.pk)
    return user


def _refuse_reaching_beyond(command: ChangeUser, user: User) -> None:
    """Who sets a password or a mail address can become that person, and a name stands under what they sign everywhere: nobody
    changes them who does not manage all places where they work.
    """
    if user.pk == command.actor.id and command.password:
        raise NotAuthorised(_("Change your own password under your name, top right."))
    today = clock.now().date()
    current = Membership.objects.filter(Q(until_on__isnull=True) | Q(until_on__gte=today), user=user)
    places = set(current.values_list("department__organisation_id", flat=True))
    if user.is_superuser or not places <= organisations_with(command.actor, "manage_directory"):
        raise NotAuthorised(_("This person works in another organisation as well: ask an administrator of all of them."))
