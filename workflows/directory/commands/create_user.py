"""Let a new person sign in. Without a membership they may do nothing yet."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.errors import FormInvalid
from workflows.directory.access import authorise
from workflows.directory.models import User
from workflows.directory.record import record

_TAKEN = _("Expected a user name that nobody has yet.")


@dataclass(frozen=True, slots=True)
class CreateUser:
    actor: Actor
    organisation_id: int
    username: str
    name_en: str
    name_zh: str
    password: str = field(repr=False)
    email: str = ""
    phone: str = ""


def create_user(command: CreateUser) -> User:
    """Raises: NotFound, NotAuthorised (no `manage_directory`), FormInvalid (taken or malformed user name, weak password)."""
    authorise(command.actor, "manage_directory", command.organisation_id)
    user = User(
        username=command.username.strip(),
        name_en=command.name_en.strip(),
        name_zh=command.name_zh.strip(),
        email=command.email.strip(),
        phone=command.phone.strip(),
    )
    errors: dict[str, list[object]] = {}
    if not (user.name_en or user.name_zh):
        errors["name"] = [_("Expected a name.")]
    try:
        validate_password(command.password, user)
    except ValidationError as refusal:
        errors["password"] = list(refusal.messages)
    user.set_password(command.password)
    try:
        user.full_clean()
    except ValidationError as refusal:
        errors.update({name: list(messages) for name, messages in refusal.message_dict.items()})
    # Two that differ in capitals alone could both be meant at sign-in, which then lets neither in by another spelling.
    if User.objects.filter(username__iexact=user.username).exists():
        errors["username"] = [_TAKEN]
    if errors:
        raise FormInvalid(errors)
    try:
        with transaction.atomic():
            user.save()
            record(command.actor, command.organisation_id, "user_created", user_id=user.pk, username=user.username)
    except IntegrityError as taken:
        raise FormInvalid({"username": [_TAKEN]}) from taken
    return user
