"""Choices that the hospital offers to forms: organisations, departments, people. Each process family registers its own.

A form asks for them by `valuesKey`. The web and the API hand `options_for(...)` to the engine, which puts the lists into the
form's scope: the same lists are drawn for the person and hold for the check of what comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Variables = Mapping[str, Any]
# (organisation id, form key, variables at the user task) → {values key: [{"value", "label", "labelZh"}, …]}
Provider = Callable[[int, str, Variables], Mapping[str, Any]]
Options = Callable[[str, Variables], Mapping[str, Any]]

_providers: dict[str, Provider] = {}


def register(process_key: str, provider: Provider) -> None:
    """Called in the family's `AppConfig.ready()`, once for each of its processes."""
    _providers[process_key] = provider


def options_for(process_key: str, organisation_id: int) -> Options | None:
    """What the forms of this process may ask for in this organisation; None where the process has no such forms."""
    provider = _providers.get(process_key)
    if provider is None:
        return None

    def offered(form_key: str, variables: Variables) -> Mapping[str, Any]:
        return provider(organisation_id, form_key, variables)

    return offered
