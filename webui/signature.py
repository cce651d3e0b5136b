"""A signature on a page or over the API: the account's password, entered within the last five minutes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core import ratelimit
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.commands.operated import FRESH, NotSigned

_WRONG = _("Expected your own password: what you entered is not it. Nothing was signed.")
_TOO_OFTEN = _("Expected fewer attempts: wait a minute before you enter your password again.")


def confirmed(request: HttpRequest, user: Any, password: str) -> datetime | None:
    """Now, if the password is the person's; None where none is sent. Over the API nothing else is a signature.

    Raises: NotSigned for a wrong password, and after ten attempts within a minute.
    """
    if not password:
        return None
    if not ratelimit.consume(request, action="reauthenticate", user=user):
        raise NotSigned(_TOO_OFTEN)
    if not get_adapter().reauthenticate(user, password):
        raise NotSigned(_WRONG)
    return clock.real_now()


def signed_at(request: HttpRequest) -> datetime | None:
    """Of a page: now by the password that was sent with it, else when it was last entered in this session.

    Raises: NotSigned, as above.
    """
    now = confirmed(request, request.user, request.POST.get("password", ""))
    if now is not None:
        record_authentication(request, request.user, method="password", reauthenticated=True)
        return now
    records = get_authentication_records(request, request.user)
    moments = [record["at"] for record in records if record.get("method") == "password"]
    return datetime.fromtimestamp(max(moments), UTC) if moments else None


def needs_password(request: HttpRequest) -> bool:
    """Whether a page has to ask for it."""
    last = signed_at(request) if request.method == "GET" else None
    return last is None or clock.real_now() - last > FRESH
