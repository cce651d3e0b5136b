"""Whatever is sent or uploaded, the answer is a refusal or a value, never another exception."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.errors import FormInvalid
from engine.model.forms import FormSchema
from tests.unit.model.forms.building import ENVIRONMENT, field, form

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(["a", "2026-03-12", "13:45"])
)
JSON: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcdefgh"), inner, max_size=4),
    max_leaves=12,
)
OPTIONS: dict[str, Any] = {"values": [{"label": "A", "value": "a"}, {"label": "One", "value": 1}]}
EVERYTHING = form(
    field("textfield", "a", validate={"required": True, "pattern": "^a+$"}),
    field("number", "b", decimalDigits=1, increment="0.5", validate={"min": "=count(g)"}),
    field("datetime", "c", subtype="datetime", conditional={"hide": "=b > 1"}),
    field("taglist", "d", **OPTIONS),
    field("select", "e", valuesKey="a"),
    {"type": "group", "label": "F", "path": "f", "components": [field("checkbox", "a"), field("textarea", "b")]},
    {"type": "dynamiclist", "label": "G", "path": "g", "components": [field("number", "a"), field("radio", "b", **OPTIONS)]},
    carelane={"rules": [{"expression": "=c > a or b + d = e", "field": "a", "message": "m"}]},
)


@settings(max_examples=300, deadline=None)
@given(
    values=JSON, scope=st.dictionaries(st.sampled_from("abcdefg"), st.none() | st.booleans() | st.text(max_size=5), max_size=4)
)
def test_values_are_taken_or_refused(values: Any, scope: dict[str, Any]) -> None:
    try:
        result = EVERYTHING.validate(values, scope=scope, environment=ENVIRONMENT)
    except FormInvalid as refusal:
        assert refusal.field_errors
        assert all(str(error) for errors in refusal.field_errors.values() for error in errors)
    else:
        assert set(result) <= set("abcdefg")


COMPONENT = st.dictionaries(
    st.sampled_from(
        [
            "type",
            "key",
            "path",
            "label",
            "validate",
            "values",
            "conditional",
            "readonly",
            "components",
            "subtype",
            "decimalDigits",
        ]
    ),
    st.sampled_from(
        [
            "group",
            "dynamiclist",
            "number",
            "select",
            "textfield",
            "datetime",
            "expression",
            "=1 +",
            "=a",
            {"hide": "=x"},
            {"min": {}},
        ]
    )
    | JSON,
)


@settings(max_examples=300, deadline=None)
@example(components=[{"type": "group", "key": True}], extra=None)
@example(components=[{"type": "text", "path": 1, "components": [{"type": "text"}]}], extra=None)
@given(components=st.lists(COMPONENT, max_size=4) | JSON, extra=JSON)
def test_files_are_read_or_explained(components: Any, extra: Any) -> None:
    raw = json.dumps({"type": "default", "components": components, "carelane": extra, "title": extra}).encode()

    findings = FormSchema.check("slip", raw)

    if not any(finding.severity == "error" for finding in findings):
        schema = FormSchema.parse("slip", raw)
        schema.render("zh", {}, environment=ENVIRONMENT)
        schema.render("en", {"a": "x"}, environment=ENVIRONMENT)


@settings(max_examples=200, deadline=None)
@given(raw=st.binary(max_size=60) | st.text(alphabet='{}[]":,0a\\u', max_size=40).map(str.encode))
def test_bytes_are_read_or_explained(raw: bytes) -> None:
    assert FormSchema.check("slip", raw)
