"""Refusals of the engine: one base class, one meaning each, one HTTP status each.

A refusal is a sentence for a person, in the user's language, that says what was expected. `code` is stable and for programs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class EngineError(Exception):
    """The engine could not do what was asked."""

    code = "engine_error"
    http_status = 500

    def __init__(self, message: object | None = None, **details: Any) -> None:
        self.message = message if message is not None else (type(self).__doc__ or "").strip()
        self.details: Mapping[str, Any] = details
        super().__init__(str(self.message))

    def __str__(self) -> str:
        # Translated lazily: the sentence is rendered in the language of whoever reads it, not of whoever raised it.
        return str(self.message)


class NotFound(EngineError):
    """Nothing with this identity is visible to you."""

    code = "not_found"
    http_status = 404


class NotAuthorised(EngineError):
    """You are not allowed to do this."""

    code = "not_authorised"
    http_status = 403


class InvalidState(EngineError):
    """The object is not in a state that allows this."""

    code = "invalid_state"
    http_status = 409


class Conflict(EngineError):
    """Somebody changed this since you opened it."""

    code = "conflict"
    http_status = 409


class FormInvalid(EngineError):
    """The form has fields that need attention."""

    code = "form_invalid"
    http_status = 422

    def __init__(self, field_errors: Mapping[str, Sequence[object]], message: object | None = None) -> None:
        super().__init__(message, fields={name: [str(error) for error in errors] for name, errors in field_errors.items()})
        self.field_errors = field_errors


class InvalidInput(EngineError):
    """The request is not of the expected form."""

    code = "invalid_input"
    http_status = 400


class DeploymentRefused(EngineError):
    """The model cannot be accepted as it is."""

    code = "deployment_refused"
    http_status = 422

    def __init__(self, findings: Sequence[Any], message: object | None = None) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class StaleCommand(EngineError):
    """The step that this command names has already ended."""

    code = "stale_command"
    http_status = 409


class HandlerMissing(EngineError):
    """Nothing in this installation does the work that was asked for."""

    code = "handler_missing"
