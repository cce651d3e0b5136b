"""Short ways to build a form in a test."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from engine import feel
from engine.errors import FormInvalid
from engine.model.forms import FormSchema

ENVIRONMENT = feel.Environment(now=datetime(2026, 3, 12, 1, 0, tzinfo=UTC), zone="Asia/Shanghai")


def field(kind: str, key: str = "x", **more: Any) -> dict[str, Any]:
    return {"type": kind, "key": key, "label": key.title(), "properties": {"labelZh": "字段"}, **more}


def raw_form(*components: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"type": "default", "components": list(components), **more}).encode()


def form(*components: dict[str, Any], **more: Any) -> FormSchema:
    return FormSchema.parse("slip", raw_form(*components, **more))


def accepted(schema: FormSchema, values: dict[str, Any], **scope: Any) -> dict[str, Any]:
    return schema.validate(values, scope=scope, environment=ENVIRONMENT)


def refused(schema: FormSchema, values: Any, **scope: Any) -> dict[str, list[str]]:
    """English sentences by field path."""
    with pytest.raises(FormInvalid) as refusal:
        schema.validate(values, scope=scope, environment=ENVIRONMENT)
    return {name: [str(error) for error in errors] for name, errors in refusal.value.field_errors.items()}


def rules_of(*components: dict[str, Any], **more: Any) -> list[str]:
    return [finding.rule for finding in FormSchema.check("slip", raw_form(*components, **more)) if finding.severity == "error"]
