"""What a form shows when it was refused: the summary on top and the sentence at each field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import FormInvalid


@dataclass(frozen=True, slots=True)
class FieldError:
    """`name` is the field's name, which is also the end of its id on the page: "field-<name>"."""

    name: str
    label: str
    message: str


def field_errors(refusal: FormInvalid | None, labels: Mapping[str, Any]) -> list[FieldError]:
    """In the order of `labels`; fields without a label come last under their own name."""
    if refusal is None:
        return []
    order = [name for name in labels if name in refusal.field_errors]
    order += [name for name in refusal.field_errors if name not in labels]
    return [
        FieldError(name, str(labels.get(name, name)), " ".join(str(message) for message in refusal.field_errors[name]))
        for name in order
    ]
