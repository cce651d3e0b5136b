"""Programs that speak to the API as one person."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client


class Program:
    """A client with a token. Every answer must be JSON, or a problem document where it is a refusal."""

    def __init__(self, token: str, language: str = "en") -> None:
        self.client = Client(headers={"Authorization": f"Bearer {token}", "Accept-Language": language})

    def get(self, path: str, **query: Any) -> Any:
        return self._checked(self.client.get(f"/api/{path}", query))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        sent = json.dumps({} if body is None else body)
        return self._checked(self.client.post(f"/api/{path}", sent, content_type="application/json", headers=headers))

    def delete(self, path: str) -> Any:
        return self._checked(self.client.delete(f"/api/{path}"))

    def _checked(self, response: Any) -> Any:
        if response.status_code >= 400:
            assert response.headers["Content-Type"] == "application/problem+json", response.content
            document = response.json()
            assert document["status"] == response.status_code
            assert document["detail"] and document["code"] and document["type"]
        return response


@pytest.fixture
def program(user: Callable[[str], Any]) -> Callable[..., Program]:
    from webui.api.tokens import issue_token

    def of(username: str, language: str = "en") -> Program:
        return Program(issue_token(user(username), "tests")[1], language)

    return of
