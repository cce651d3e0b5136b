"""Issue, find and revoke API tokens. Their life runs on the machine's time, whatever a demonstration's clock shows."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.errors import FormInvalid, NotFound

from .models import ApiToken

PREFIX = "clt_"
LONGEST_LIFE = timedelta(days=366)
DEFAULT_LIFE = timedelta(days=90)
USE_NOTED_EVERY = timedelta(minutes=1)


def issue_token(user: Any, name: str, life: timedelta = DEFAULT_LIFE) -> tuple[ApiToken, str]:
    """A new token of `user` and its text, which is shown once and never again.

    Raises: FormInvalid (no name, or a life that is not between a minute and a year).
    """
    if not name.strip():
        raise FormInvalid({"name": [_("Expected a name that says what the token is for.")]})
    if not timedelta(minutes=1) <= life <= LONGEST_LIFE:
        raise FormInvalid({"days": [_("Expected a life of at most one year.")]})
    text = PREFIX + secrets.token_urlsafe(32)
    now = clock.real_now()
    token = ApiToken.objects.create(
        user=user,
        name=name.strip()[:100],
        start=text[:8],
        digest=digest_of(text),
        created_at=now,
        expires_at=now + life,
    )
    return token, text


def valid_token(text: str) -> ApiToken | None:
    """The token with this text; None if it is unknown, expired, revoked, or its person may not sign in any more."""
    now = clock.real_now()
    token = (
        ApiToken.objects.select_related("user")
        .filter(digest=digest_of(text), revoked_at=None, expires_at__gt=now, user__is_active=True)
        .first()
    )
    if token is not None:
        # One write a minute, not one a request.
        unnoted = Q(last_used_at=None) | Q(last_used_at__lt=now - USE_NOTED_EVERY)
        if token.last_used_at is None or token.last_used_at < now - USE_NOTED_EVERY:
            ApiToken.objects.filter(unnoted, pk=token.pk).update(last_used_at=now)
    return token


def revoke_token(user: Any, token_id: int) -> None:
    """End one's own token now; ending it again changes nothing. Raises: NotFound for another person's token."""
    token = ApiToken.objects.filter(user=user, pk=token_id).first()
    if token is None:
        raise NotFound(_("You have no such token."))
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.real_now())


def digest_of(text: str) -> str:
    """A plain hash is enough: the text has 256 random bits, so there is nothing to guess."""
    return hashlib.sha256(text.encode()).hexdigest()
