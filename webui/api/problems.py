"""Every refusal of the API as a problem document (RFC 9457): `type`, `title`, `status`, `detail`, `code`, and what is named."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.views import set_rollback

from engine.errors import EngineError
from webui.problems import problem, problem_of, problem_response

logger = logging.getLogger(__name__)


class IdempotencyKeyReused(EngineError):
    """Expected a new Idempotency-Key: this one was sent before with another request."""

    code = "idempotency_key_reused"
    http_status = 409


def handle(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """REST framework's exception handler. None leaves what nobody expected to the 500 page."""
    document = document_of(error)
    if document is None:
        return None
    set_rollback()
    request = context.get("request")
    response = problem_response(document, getattr(request, "_request", request))
    if isinstance(error, exceptions.APIException):
        if header := getattr(error, "auth_header", None):
            response.headers["WWW-Authenticate"] = header
        if (wait := getattr(error, "wait", None)) is not None:
            response.headers["Retry-After"] = str(int(wait) + 1)
    if document["status"] == 503:
        response.headers["Retry-After"] = "10"
    return response


def document_of(error: Exception) -> dict[str, Any] | None:
    if isinstance(error, EngineError):
        if error.http_status >= 500:
            logger.error("engine error", exc_info=error)
        return problem_of(error)
    if isinstance(error, exceptions.ValidationError):
        return _invalid(error)
    if isinstance(error, exceptions.APIException):
        return problem(error.status_code, str(error.default_code), type(error).__name__, str(error.detail))
    if isinstance(error, Http404):
        return problem(404, "not_found", "NotFound", _("Nothing with this identity is visible to you."))
    if isinstance(error, PermissionDenied):
        return problem(403, "not_authorised", "NotAuthorised", _("You are not allowed to do this."))
    if isinstance(error, SuspiciousOperation):
        return problem(400, "bad_request", "BadRequest", _("The request is not of the expected form."))
    if isinstance(error, DataError):
        logger.error("a value that no check had measured did not fit its column", exc_info=error)
        return problem(
            400, "invalid_input", "InvalidInput", _("Expected shorter texts or smaller numbers: a value is too large.")
        )
    if isinstance(error, OperationalError | InterfaceError):
        logger.error("database unavailable", exc_info=error)
        return problem(503, "unavailable", "Unavailable", _("The database cannot be reached. Try again in a few seconds."))
    return None


def _invalid(error: exceptions.ValidationError) -> dict[str, Any]:
    """A 400 that names each field; `detail` tells the first in words."""
    fields = _flat("", error.detail)
    name, messages = next(iter(fields.items()), ("", [""]))
    first = f"{name}: {messages[0]}" if name else messages[0]
    return problem(400, "invalid_input", "InvalidInput", first, fields=fields)


def _flat(path: str, detail: Any) -> dict[str, list[str]]:
    """Nested messages as dotted paths."""
    if isinstance(detail, dict):
        found: dict[str, list[str]] = {}
        for name, inner in detail.items():
            found.update(_flat(f"{path}.{name}" if path else str(name), inner))
        return found
    if isinstance(detail, list) and any(isinstance(item, dict | list) for item in detail):
        found = {}
        for position, inner in enumerate(detail):
            if inner:
                found.update(_flat(f"{path}.{position}" if path else str(position), inner))
        return found
    messages = detail if isinstance(detail, list) else [detail]
    return {path: [str(message) for message in messages]}
