"""The addresses that the URLconf really has, and requests to them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from .routes import Named, Route

# Django's own, served by the web server in production.
NOT_OURS = frozenset({""})


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    parameters: tuple[str, ...]

    def path(self, objects: Mapping[str, Any]) -> str:
        """Raises: KeyError for a parameter that the test's objects do not know."""
        return reverse(self.name, kwargs={name: objects[name] for name in self.parameters})


def addresses() -> dict[str, Address]:
    found = _walk(get_resolver().url_patterns, "", ())
    return {address.name: address for address in found if address.name not in NOT_OURS}


def _walk(patterns: Any, namespace: str, outer: tuple[str, ...]) -> Iterator[Address]:
    for entry in patterns:
        parameters = (*outer, *entry.pattern.converters, *entry.pattern.regex.groupindex)
        parameters = tuple(dict.fromkeys(parameters))
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, inner, parameters)
        elif isinstance(entry, URLPattern):
            yield Address(f"{namespace}{entry.name or ''}", parameters)


def ask(client: Client, path: str, route: Route, objects: Mapping[str, Any]) -> Any:
    """One request. The API is asked as programs ask."""
    body = {name: objects[value] if isinstance(value, Named) else value for name, value in route.body.items()}
    if path.startswith("/api/") and "/docs" not in path and route.method != "GET":
        return client.generic(route.method, path, json.dumps(body, default=str), content_type="application/json")
    return client.post(path, body) if route.method == "POST" else client.generic(route.method, path)
