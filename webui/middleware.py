"""Refusals become pages or problem+json in one place; each request knows its actor."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from engine.errors import EngineError
from workflows.directory.zones import zone_of

from . import errors
from .access import actor_of
from .problems import problem, problem_response, wants_problem

logger = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]


class SignInMiddleware(LoginRequiredMiddleware):
    """Every view asks for a session. People are led to sign in; a script of a page that stood open is told so."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if wants_problem(request):
            sentence = _("Your session has ended. Sign in again in another tab, then send this once more: it is kept here.")
            return problem_response(problem(401, "signed_out", _("Signed out"), sentence), request)
        return super().handle_no_permission(request, view_func)


class UnkeptMiddleware:
    """No browser and no proxy keeps what was read: on a ward's shared computer, Back after signing out shows nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Cache-Control", "no-store, private")
        return response


class ActorMiddleware:
    """`request.actor`: who acts, read from the directory when first asked for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class ZoneMiddleware:
    """Pages tell times in the zone of the reader's organisations; in the installation's where those differ."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/") or not request.user.is_authenticated:
            return self.get_response(request)
        zones = {zone_of(organisation_id) for organisation_id in actor_of(request).organisation_ids}
        with timezone.override(ZoneInfo(zones.pop()) if len(zones) == 1 else None):
            return self.get_response(request)


class RefusalMiddleware:
    """Turn what the engine refuses, and a database that is away, into an answer that says what to do next."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """PostgreSQL keeps no NUL, and nobody types one: gone from a search, refused in what would be saved."""
        if request.path.startswith("/api/"):
            return None  # its own parsers say which field
        if any("\0" in value for _name, values in request.GET.lists() for value in values):
            query = request.GET.copy()
            for name, values in request.GET.lists():
                query.setlist(name, [value.replace("\0", "") for value in values])
            request.GET = query  # type: ignore[assignment]
        if request.method == "POST" and any("\0" in value for _name, values in request.POST.lists() for value in values):
            return errors.bad_request(request)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, EngineError):
            if exception.http_status >= 500:
                logger.error("engine error", exc_info=exception)
            return errors.refusal(request, exception)
        if isinstance(exception, DataError):
            logger.error("a value that no check had measured did not fit its column", exc_info=exception)
            return errors.bad_request(request)
        if isinstance(exception, OperationalError | InterfaceError):
            logger.error("database unavailable", exc_info=exception)
            return errors.unavailable(request)
        return None
