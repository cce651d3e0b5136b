"""Refusals as problem details (RFC 9457), the one shape for the API and for requests made by scripts of our own pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language, gettext, gettext_noop

from engine.errors import DeploymentRefused, EngineError
from engine.model.lint import why_of

CONTENT_TYPE = "application/problem+json"


def problem(status: int, code: str, title: str, detail: str, **extra: Any) -> dict[str, Any]:
    """A problem document. `code` is stable and for programs; `detail` is a sentence for the reader in their language."""
    return {"type": f"urn:carelane:problem:{code}", "title": title, "status": status, "detail": detail, "code": code, **extra}


# The engine's sentences for where nobody gave a better one, told to makemessages: their source is the docstrings there.
ENGINE_SENTENCES = (
    gettext_noop("The engine could not do what was asked."),
    gettext_noop("Nothing with this identity is visible to you."),
    gettext_noop("Nothing in this installation does the work that was asked for."),
    gettext_noop("You are not allowed to do this."),
    gettext_noop("The object is not in a state that allows this."),
    gettext_noop("Somebody changed this since you opened it."),
    gettext_noop("The form has fields that need attention."),
    gettext_noop("The request is not of the expected form."),
    gettext_noop("The model cannot be accepted as it is."),
    gettext_noop("The step that this command names has already ended."),
)


def sentence_of(error: EngineError) -> str:
    """What a refusal says, in the reader's language."""
    return gettext(str(error))


def problem_of(error: EngineError) -> dict[str, Any]:
    """The problem document of an engine refusal, with its fields or findings."""
    extra: dict[str, Any] = {key: value for key, value in error.details.items() if _is_plain(value)}
    if isinstance(error, DeploymentRefused):
        extra["findings"] = [finding_json(finding) for finding in error.findings]
    return problem(error.http_status, error.code, type(error).__name__, sentence_of(error), **extra)


def finding_json(finding: Any) -> dict[str, Any]:
    """A finding of the reader or linter, its sentences in the reader's language."""
    language = get_language() or "en"
    document = {name: getattr(finding, name) for name in ("severity", "rule", "file", "element_id", "line")}
    texts = {"message": finding.message, "hint": finding.hint, "why": why_of(finding.rule)}
    return {**document, **{name: text.render(language) for name, text in texts.items()}}


def problem_response(document: dict[str, Any], request: HttpRequest | None = None) -> JsonResponse:
    body = {**document, "instance": request.path} if request is not None else document
    response = JsonResponse(body, status=document["status"], json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Type"] = CONTENT_TYPE
    return response


def wants_problem(request: HttpRequest) -> bool:
    """Programs get problem+json: the API (but for its pages), htmx and fetch. People get a page."""
    is_api = request.path.startswith("/api/") and not request.path.startswith("/api/docs")
    if is_api or request.headers.get("HX-Request") == "true":
        return True
    accept = request.headers.get("Accept", "")
    return "json" in accept and "text/html" not in accept


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float | bool | dict | list | tuple | type(None))
