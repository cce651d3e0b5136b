"""The OpenAPI document is whole, the page that shows it works under the content security policy, and answers keep to it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
import yaml
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from webui.api.tokens import issue_token

EXAMPLES = 6  # for each operation: enough to find a crash, few enough for every run


def document(client: Any) -> dict[str, Any]:
    return yaml.safe_load(client.get("/api/schema").content)


def test_every_operation_is_described_in_words(signed_in):
    described = document(signed_in("su.yan"))

    operations = [
        (method, path, operation) for path, methods in described["paths"].items() for method, operation in methods.items()
    ]
    assert len(operations) >= 45
    assert len({operation["operationId"] for _m, _p, operation in operations}) == len(operations)
    for method, path, operation in operations:
        assert operation["summary"] and operation["description"] and operation["tags"], f"{method} {path}"
        assert {"400", "401", "403", "429"} <= set(operation["responses"]), f"{method} {path}"


def test_the_page_has_no_inline_script_and_nothing_from_elsewhere(signed_in):
    answer = signed_in("su.yan").get("/api/docs")
    page = answer.content.decode()

    assert answer.status_code == 200
    scripts = re.findall(r"<script(?![^>]*application/json)[^>]*>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) >= 3
    assert not any(script.strip() for script in scripts)
    assert not re.search(r'(src|href)="(https?:)?//', page)


def test_strangers_do_not_read_the_document(client, db):
    assert client.get("/api/schema").status_code == 401


@pytest.fixture
def operations(signed_in: Any, user: Any, errand: Any) -> Iterator[Any]:
    """The document's operations, to be called as a doctor."""
    token = issue_token(user("su.yan"), "schemathesis")[1]
    described = json.loads(json.dumps(document(signed_in("su.yan")), default=str))
    schema = schemathesis.openapi.from_dict(described)
    schema.app = WSGIHandler()
    # As Django's own test client does: the test's transaction lives on one connection.
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield schema, {"Authorization": f"Bearer {token}"}
    for signal in signals:
        signal.connect(close_old_connections)


CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)


@pytest.mark.filterwarnings("ignore")
def test_answers_keep_to_the_document(operations: Any) -> None:
    schema, headers = operations
    seen: dict[int, int] = {}
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def call(case: Any) -> None:
            response = case.call_and_validate(headers=headers, checks=CHECKS)
            seen[response.status_code] = seen.get(response.status_code, 0) + 1

        call()
    # not only refusals: the examples must get through to the views
    assert seen.get(200, 0) > 50
    assert set(seen) >= {200, 400, 403, 404}, seen
