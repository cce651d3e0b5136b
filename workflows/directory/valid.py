"""One way to check a row of the directory: every mistake at its field, before anything is written."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from engine.errors import FormInvalid

Row = TypeVar("Row", bound=models.Model)


def checked(row: Row, errors: dict[str, Any] | None = None) -> Row:
    """The row itself. Raises: FormInvalid by field, with the `errors` that were found before."""
    errors = dict(errors or {})
    try:
        row.full_clean()
    except ValidationError as refusal:
        for name, messages in refusal.message_dict.items():
            # the one rule over several fields: a code is taken within its organisation
            found = [_("Expected a code that is not taken yet.")] if name == NON_FIELD_ERRORS else list(messages)
            errors.setdefault("code" if name == NON_FIELD_ERRORS else name, found)
    if errors:
        raise FormInvalid(errors)
    return row
