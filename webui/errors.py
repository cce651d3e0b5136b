"""Pages for what went wrong: each says what happened and what to do next."""

from __future__ import annotations

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import requires_csrf_token

from engine.errors import DeploymentRefused, EngineError

from .problems import problem, problem_of, problem_response, sentence_of, wants_problem

WORDS = {
    400: (gettext_lazy("This request could not be understood"), gettext_lazy("Go back, reload the page and try again.")),
    403: (
        gettext_lazy("You are not allowed to do this"),
        gettext_lazy("If you need it for your work, ask the head of your department or your administrator."),
    ),
    404: (
        gettext_lazy("There is nothing here for you"),
        gettext_lazy("The address may be wrong, or this belongs to another organisation. Use the search or go to your work."),
    ),
    409: (
        gettext_lazy("Something changed in the meantime"),
        gettext_lazy("Nothing of yours was saved over it. Open it again to see how it stands now."),
    ),
    422: (gettext_lazy("This could not be accepted"), gettext_lazy("Go back, correct what is named here and send it again.")),
    429: (gettext_lazy("Too many attempts"), gettext_lazy("Wait a while before you try again.")),
    500: (
        gettext_lazy("Something went wrong on our side"),
        gettext_lazy("What you had saved is kept. Try again; if it happens twice, tell your administrator the time."),
    ),
    503: (
        gettext_lazy("Carelane cannot reach its database"),
        gettext_lazy("What you had saved is kept. This page can be reloaded in a few seconds."),
    ),
}


def refusal(request: HttpRequest, error: EngineError) -> HttpResponse:
    """Answer an engine refusal with the page or the problem document of its status."""
    if wants_problem(request):
        return problem_response(problem_of(error), request)
    findings = error.findings if isinstance(error, DeploymentRefused) else ()
    return page(request, error.http_status, sentence_of(error), findings=findings)


def page(request: HttpRequest, status: int, detail: str = "", **context: Any) -> HttpResponse:
    title, next_step = _words(status)
    context = {"status": status, "heading": title, "detail": detail, "next_step": next_step, **context}
    return render(request, "webui/error.html", context, status=status)


def answer(request: HttpRequest, status: int, code: str, detail: str = "") -> HttpResponse:
    if wants_problem(request):
        title, next_step = _words(status)
        return problem_response(problem(status, code, title, detail or f"{title}. {next_step}"), request)
    return page(request, status, detail)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, 400, "bad_request")


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, 403, "not_authorised", _("This page needs a role that you do not hold."))


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, 404, "not_found")


def unavailable(request: HttpRequest) -> HttpResponse:
    """The database cannot be reached: nothing that reads it may be rendered."""
    return _without_database(request, 503, "unavailable")


def server_error(request: HttpRequest) -> HttpResponse:
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)  # raised in a middleware, where process_exception does not reach
    return _without_database(request, 500, "server_error")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    detail = _(
        "The page stood open too long or cookies are blocked, so nothing was changed. Go back, reload the page and try again."
    )
    return answer(request, 403, "csrf_failed", detail)


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Too many wrong passwords (django-axes)."""
    detail = _("There were too many wrong passwords for this account. Wait 15 minutes, or ask your administrator to unlock it.")
    return answer(request, 429, "locked_out", detail)


def _without_database(request: HttpRequest, status: int, code: str) -> HttpResponse:
    title, next_step = _words(status)
    if wants_problem(request):
        return problem_response(problem(status, code, title, f"{title}. {next_step}"), request)
    context = {"status": status, "heading": title, "next_step": next_step}
    response = render(request, "webui/error_bare.html", context, status=status)
    if status == 503:
        response.headers["Retry-After"] = "10"
    return response


def _words(status: int) -> tuple[str, str]:
    """What happened, and what to do next."""
    happened, next_step = WORDS.get(status, WORDS[500])
    return str(happened), str(next_step)
