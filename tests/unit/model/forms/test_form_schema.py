"""Reading a form file: mistakes are findings; rendering picks one language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine.errors import DeploymentRefused
from engine.model.findings import has_errors
from engine.model.forms import FormSchema, read_forms
from tests.unit.model.forms.building import ENVIRONMENT, field, form, raw_form, rules_of

OPTION = {"values": [{"label": "A", "value": "a", "labelZh": "甲"}]}


@pytest.mark.parametrize(
    ("component", "rule"),
    [
        (field("html", content="<b>"), "form.unknown_component"),
        (field("iframe", url="http://x"), "form.unknown_component"),
        (field("filepicker"), "form.unknown_component"),
        (field("textfield", key="a.b"), "form.key"),
        (field("textfield", key=""), "form.key"),
        (field("textfield", key="1a"), "form.key"),
        (field("select"), "form.options"),
        (field("select", values=[{"label": "x"}]), "form.options"),
        (field("radio", values=[{"value": "a"}, {"value": "a"}]), "form.options"),
        (field("textfield", validate={"pattern": "(a"}), "form.pattern"),
        (field("textfield", validate={"pattern": "(?=a)"}), "form.pattern"),
        (field("textfield", validate={"requird": True}), "form.validate"),
        (field("textfield", validate={"required": "yes"}), "form.validate"),
        (field("textfield", validate={"validationType": "url"}), "form.validate"),
        (field("number", validate={"min": "five"}), "form.validate"),
        (field("number", validate={"min": 5, "max": 1}), "form.validate"),
        (field("number", decimalDigits=-1), "form.decimal_digits"),
        (field("number", increment="0"), "form.increment"),
        (field("datetime", subtype="year"), "form.subtype"),
        (field("textfield", readonly="yes"), "form.lock"),
        (field("textfield", conditional={"hide": "=1 +"}), "form.feel"),
        (field("select", valuesExpression="=["), "form.feel"),
        ({"key": "x"}, "form.component"),
    ],
)
def test_a_mistaken_component_is_a_finding(component: dict[str, Any], rule: str) -> None:
    assert rule in rules_of(component)
    with pytest.raises(DeploymentRefused):
        form(component)


def test_keys_stand_once() -> None:
    group = {"type": "group", "label": "G", "components": [field("number", "a")]}

    assert rules_of(field("textfield", "a"), group) == ["form.duplicate_key"]
    assert rules_of(field("textfield", "a"), {**group, "path": "g"}) == []


@pytest.mark.parametrize("entry", [None, {"field": "x"}, {"expression": "=x", "field": "y", "message": "m"}])
def test_a_mistaken_rule_is_a_finding(entry: Any) -> None:
    assert rules_of(field("number"), carelane={"rules": [entry]}) == ["form.rule"]


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"", "gate.empty"),
        (b"{", "gate.malformed_json"),
        (b"[]", "form.not_a_form"),
        (b'{"type": "default"}', "form.not_a_form"),
        (b'{"type": "default", "type": "default", "components": []}', "gate.json_content"),
        (b'{"type": "default", "components": [NaN]}', "gate.json_content"),
        (b"[" * 100_000, "gate.depth"),
        (b'{"a":' * 100_000, "gate.depth"),
        (b"9" * 10_000, "gate.json_content"),
        (b"\xff{}", "gate.encoding"),
        (b"PK\x03\x04", "gate.archive"),
        (b" " * (2 << 20), "gate.bytes"),
    ],
)
def test_a_hostile_file_is_a_finding(raw: bytes, rule: str) -> None:
    assert [finding.rule for finding in FormSchema.check("slip", raw)] == [rule]


def test_sizes_are_bounded() -> None:
    nested = field("number", "n")
    for _ in range(12):
        nested = {"type": "group", "label": "g", "components": [nested]}

    assert "form.nesting" in rules_of(nested)
    assert "form.size" in rules_of(*[field("number", f"n{index}") for index in range(501)])


def test_findings_name_component_and_line() -> None:
    raw = b'{"type": "default",\n "components": [\n  {"type": "html",\n   "key": "box"}]}'

    [finding] = FormSchema.check("slip", raw)

    assert (finding.file, finding.element_id, finding.line) == ("slip.form.json", "box", 4)
    assert "text" in str(finding.hint)
    assert finding.message_zh.startswith("组件类型")


def test_missing_chinese_is_a_warning() -> None:
    findings = FormSchema.check("slip", raw_form({"type": "textfield", "key": "a", "label": "Only English"}))

    assert [(finding.severity, finding.rule) for finding in findings] == [("warning", "form.no_chinese")]
    assert not has_errors(findings)


def test_read_forms_takes_the_keys_from_the_file_names() -> None:
    forms, findings = read_forms({"slip.form.json": raw_form(field("number")), "bad.form.json": b"{", "m.bpmn": b"<x/>"})

    assert list(forms) == ["slip"]
    assert [finding.file for finding in findings] == ["bad.form.json"]


def test_renders_one_language() -> None:
    schema = form(
        field(
            "select", "a", label="Reason", description="Why", properties={"labelZh": "原因", "descriptionZh": "为什么"}, **OPTION
        ),
        {"type": "text", "text": "Hello", "properties": {"textZh": "你好"}},
        {"type": "group", "label": "More", "properties": {"labelZh": "更多"}, "components": [field("number", "n")]},
        carelane={"title": "Slip", "titleZh": "转出单"},
    )

    english, chinese = schema.render("en", {}), schema.render("zh-hans", {})

    assert [component.get("label") for component in english["components"]] == ["Reason", None, "More"]
    assert [component.get("label") for component in chinese["components"]] == ["原因", None, "更多"]
    assert chinese["components"][0]["description"] == "为什么"
    assert chinese["components"][0]["values"] == [{"value": "a", "label": "甲"}]
    assert english["components"][0]["values"] == [{"value": "a", "label": "A"}]
    assert (english["components"][1]["text"], chinese["components"][1]["text"]) == ("Hello", "你好")
    assert "carelane" not in english
    assert schema.title.render("zh") == "转出单"


def test_renders_known_values_and_choices() -> None:
    schema = form(
        field("number", "weight"),
        field("datetime", "on"),
        field("datetime", "at", subtype="datetime"),
        field("select", "department", valuesKey="departments"),
    )
    scope = {
        "weight": Decimal("36.6"),
        "on": date(2026, 3, 12),
        "at": schema_value("2026-03-12T13:45"),
        "departments": [{"value": "gp", "label": "General", "labelZh": "全科"}, "x"],
    }

    shown = {component["key"]: component for component in schema.render("zh", scope, environment=ENVIRONMENT)["components"]}

    assert shown["weight"]["defaultValue"] == 36.6
    assert shown["on"]["defaultValue"] == "2026-03-12"
    assert shown["at"]["defaultValue"].startswith("2026-03-12T13:45")
    assert "@" not in shown["at"]["defaultValue"]
    assert shown["department"]["values"] == [{"value": "gp", "label": "全科"}, {"value": "x", "label": "x"}]
    assert "valuesKey" not in shown["department"]
    assert schema.data(scope)["weight"] == 36.6


def schema_value(text: str) -> Any:
    return form(field("datetime", subtype="datetime")).validate({"x": text}, scope={}, environment=ENVIRONMENT)["x"]


def test_choices_that_hang_on_an_answer_stay_an_expression_with_its_lists_written_in() -> None:
    schema = form(
        field("select", "department", valuesKey="departments"),
        field("select", "doctor", valuesExpression="=doctors[department = ward]"),
        field("select", "ward", valuesKey="departments"),
    )
    doctors = [{"value": "lin", "label": "Lin Hao", "labelZh": "林浩", "department": "gp"}]

    shown = {each["key"]: each for each in schema.render("zh", {"doctors": doctors}, environment=ENVIRONMENT)["components"]}

    assert shown["doctor"]["valuesExpression"] == (
        '={doctors: [{"value": "lin", "label": "林浩", "department": "gp"}], found: doctors[department = ward]}.found'
    )
    assert "values" not in shown["doctor"]
