"""A token ends with what it stands for: the password that its owner knew, and the account."""

from __future__ import annotations

from typing import Any

from engine import clock

from .models import ApiToken


def end_tokens(sender: Any, instance: Any, created: bool, **_signal: Any) -> None:
    """After a user was saved: with a new password or as inactive they start without tokens, also when they come back.

    `_password` is the text that was set and not yet forgotten; Django's silent re-hashing at a sign-in leaves it empty.
    """
    if not created and (not instance.is_active or instance._password is not None):
        ApiToken.objects.filter(user=instance, revoked_at=None).update(revoked_at=clock.real_now())
