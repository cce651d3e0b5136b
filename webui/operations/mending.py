"""Values that an operator mends before a stopped step runs again. Shown and read as JSON, so that nothing is guessed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from engine import feel
from engine.errors import FormInvalid
from webui.sent_json import read_json

LONGEST_NAME, LONGEST_VALUE = 200, 100_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One variable on the page: `field` is its input's name."""

    name: str
    field: str
    text: str
    is_long: bool
    is_hidden: bool = False  # about a patient: the operator may replace the value, not read it


def entries_of(variables: Mapping[str, Any], sent: Mapping[str, Any] | None = None, hidden: Iterable[str] = ()) -> list[Entry]:
    """The variables by name, then an empty one; what was `sent` and refused stays as it was typed."""
    entries = [Entry(name, f"value-{name}", str((sent or {}).get(f"value-{name}", "")), False, True) for name in sorted(hidden)]
    for name in sorted(variables):
        text = as_text(variables[name])
        typed = str(sent.get(f"value-{name}", text)) if sent is not None else text
        entries.append(Entry(name, f"value-{name}", typed, len(typed) > 60 or "\n" in typed))
    entries.append(Entry("", "new-value", str(sent.get("new-value", "")) if sent is not None else "", False))
    return entries


def mended_values(sent: Mapping[str, Any], variables: Mapping[str, Any], hidden: Iterable[str] = ()) -> dict[str, Any]:
    """What the operator changed, as FEEL values; what stands as it was, or empty where it is hidden, is left out.

    Raises: FormInvalid (a value that is not JSON, or a new value without a name).
    """
    values: dict[str, Any] = {}
    errors: dict[str, list[object]] = {}
    texts = {name: (f"value-{name}", str(sent.get(f"value-{name}", as_text(variables[name])))) for name in variables}
    texts |= {name: (f"value-{name}", text) for name in hidden if (text := str(sent.get(f"value-{name}", "")).strip())}
    new_name, new_text = str(sent.get("new-name", "")).strip(), str(sent.get("new-value", "")).strip()
    if new_text and (not new_name or len(new_name) > LONGEST_NAME):
        errors["new-value"] = [_("Expected a name beside the new value.")]
    elif new_name:
        texts[new_name] = ("new-value", new_text)
    for name, (field, text) in texts.items():
        if name in variables and text.strip() == as_text(variables[name]):
            continue
        try:
            values[name] = _read(text)
        except (ValueError, TypeError, AttributeError):
            errors[field] = [_("Expected JSON: text in double quotes, or a number, true, false or null.")]
    if errors:
        raise FormInvalid(errors)
    return values


def as_text(value: Any) -> str:
    return json.dumps(feel.to_json(value), ensure_ascii=False)


def _read(text: str) -> Any:
    if len(text) > LONGEST_VALUE:
        raise ValueError
    return feel.from_json(read_json(text))
