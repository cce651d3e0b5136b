"""System checks of a real installation, for `manage.py check --deploy` and the start."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks
from django.db import DatabaseError


def accounts_with_published_password() -> list[str]:
    """User names of the demonstration that are active and whose password everybody can read."""
    from workflows.demo.region import ACCOUNTS, PASSWORD

    names = [account.username for account in ACCOUNTS]
    found = get_user_model()._default_manager.filter(username__in=names, is_active=True).order_by("username")
    return [user.get_username() for user in found if user.check_password(PASSWORD)]


@checks.register(checks.Tags.security, deploy=True)
def no_published_passwords(app_configs: Any = None, **_options: Any) -> list[checks.CheckMessage]:
    """A demonstration that is declared to be real must not keep accounts whose password everybody knows."""
    if settings.CARELANE_DEMO:
        return []
    try:
        known = accounts_with_published_password()
    except DatabaseError:
        return []  # no tables yet: nobody can sign in
    if not known:
        return []
    return [
        checks.Error(
            f"Expected no active account with the demonstration's published password, but found {', '.join(known)}.",
            hint="Deactivate them or give them other passwords, or set CARELANE_DEMO=1.",
            id="carelane.E001",
        )
    ]
