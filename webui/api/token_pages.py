"""A person's own tokens as a page: make one, see when it was used, revoke it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from engine import clock
from engine.errors import FormInvalid
from webui.field_errors import field_errors

from .models import ApiToken
from .tokens import issue_token, revoke_token

FIELDS: Mapping[str, Any] = {"name": gettext_lazy("What it is for"), "days": gettext_lazy("How long it lives")}
LIVES = (
    (1, gettext_lazy("1 day")),
    (30, gettext_lazy("30 days")),
    (90, gettext_lazy("90 days")),
    (366, gettext_lazy("1 year")),
)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The list, and a new token, whose text stands on this answer alone."""
    text, refusal = "", None
    if request.method == "POST":
        days = next((days for days, _words in LIVES if str(days) == request.POST.get("days")), 0)
        try:
            _token, text = issue_token(request.user, request.POST.get("name", "").replace("\0", ""), timedelta(days=days))
        except FormInvalid as error:
            refusal = error
    context = {
        "tokens": ApiToken.objects.filter(user=request.user),  # type: ignore[misc]
        "text": text,
        "now": clock.real_now(),
        "lives": LIVES,
        "values": {"name": request.POST.get("name", "") if refusal else "", "days": request.POST.get("days", "90")},
        "errors": field_errors(refusal, FIELDS),
    }
    return render(request, "webui/api/tokens.html", context, status=422 if refusal else 200)


@login_required
@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    revoke_token(request.user, token_id)
    notices.success(request, _("The token is revoked: nobody can use it any more."))
    return redirect("api:token_page")
