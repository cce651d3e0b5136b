"""What each component takes and what it refuses, with the sentence that the user reads."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine import feel
from tests.unit.model.forms.building import accepted, field, form, refused

CHOICES: dict[str, Any] = {"values": [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}, {"label": "One", "value": 1}]}
TEMPERATURE: dict[str, Any] = {"decimalDigits": 1, "validate": {"min": 35, "max": 43}}


@pytest.mark.parametrize(
    ("component", "sent", "value"),
    [
        (field("textfield"), "王小明", "王小明"),
        (field("textfield"), "", None),
        (field("textarea"), "two\nlines", "two\nlines"),
        (field("textarea"), None, None),
        (field("number"), 36.6, Decimal("36.6")),
        (field("number"), 0, Decimal(0)),
        (field("number"), -3, Decimal(-3)),
        (field("number", decimalDigits=0), 1e3, Decimal(1000)),
        (field("number", serializeToString=True), "12345678901234567890.5", Decimal("12345678901234567890.5")),
        (field("number", increment="0.25"), 0.75, Decimal("0.75")),
        (field("checkbox"), True, True),
        (field("checkbox"), None, False),
        (field("radio", **CHOICES), "a", "a"),
        (field("select", **CHOICES), 1, Decimal(1)),
        (field("select", **CHOICES), "", None),
        (field("checklist", **CHOICES), ["a", "b"], ["a", "b"]),
        (field("taglist", **CHOICES), [], []),
        (field("taglist", **CHOICES), None, []),
        (field("datetime"), "2026-03-12", date(2026, 3, 12)),
        (field("datetime", subtype="time"), "13:45", feel.from_json({"@t": "13:45:00"})),
        (field("datetime", subtype="time"), "13:45+08:00", feel.from_json({"@t": "13:45:00+08:00"})),
        (field("datetime", subtype="datetime"), "2026-03-12T13:45", feel.from_json({"@dt": "2026-03-12T13:45:00@Asia/Shanghai"})),
        (field("datetime", subtype="datetime"), "2026-03-12T13:45Z", feel.from_json({"@dt": "2026-03-12T13:45:00Z"})),
    ],
)
def test_takes(component: dict[str, Any], sent: Any, value: Any) -> None:
    result = accepted(form(component), {"x": sent})["x"]

    assert result == value
    assert type(result) is type(value)


@pytest.mark.parametrize(
    ("component", "sent", "sentence"),
    [
        (field("textfield"), 5, "Text"),
        (field("textfield"), ["a"], "Text"),
        (field("textfield"), "a\nb", "Text without control characters"),
        (field("textarea"), "a\x00b", "Text without control characters"),
        (field("textarea"), "a\ud800", "Text without control characters"),
        (field("textfield"), "x" * 4_001, "Text of at most 4000 characters"),
        (field("number"), "36.6", "Number"),
        (field("number"), True, "Number"),
        (field("number"), float("nan"), "Number"),
        (field("number"), 10**40, "Number"),
        (field("number", serializeToString=True), "1e5", "Number"),
        (field("number", serializeToString=True), "٣", "Number"),
        (field("number", decimalDigits=0, validate={"min": 0, "max": 300}), 12.5, "Whole number from 0 to 300"),
        (field("number", decimalDigits=0, validate={"min": 0, "max": 300}), 301, "Whole number from 0 to 300"),
        (field("number", **TEMPERATURE), 43.1, "Number from 35 to 43 with at most 1 decimals"),
        (field("number", **TEMPERATURE), 36.65, "Number from 35 to 43 with at most 1 decimals"),
        (field("number", validate={"min": 1}), 0, "Number of at least 1"),
        (field("number", validate={"max": 1}), 2, "Number of at most 1"),
        (field("number", increment="0.25"), 0.3, "A multiple of 0.25"),
        (field("checkbox"), "true", "Yes or no (true or false)"),
        (field("checkbox"), 1, "Yes or no (true or false)"),
        (field("radio", **CHOICES), "c", "One of the choices"),
        (field("select", **CHOICES), ["a"], "One of the choices"),
        (field("select", **CHOICES), {"a": 1}, "One of the choices"),
        (field("select", values=[{"label": "Ward", "value": 1}]), True, "One of the choices"),
        (field("checklist", **CHOICES), "a", "A list of choices, each at most once"),
        (field("checklist", **CHOICES), ["a", "a"], "A list of choices, each at most once"),
        (field("taglist", **CHOICES), ["a", "z"], "A list of choices, each at most once"),
        (field("datetime"), "12.03.2026", "Date such as 2026-03-12"),
        (field("datetime"), "2026-02-30", "Date such as 2026-03-12"),
        (field("datetime"), "2026-W10-1", "Date such as 2026-03-12"),
        (field("datetime"), 20260312, "Date such as 2026-03-12"),
        (field("datetime", subtype="time"), "25:00", "Time such as 13:45"),
        (field("datetime", subtype="datetime"), "2026-03-12", "Date and time such as 2026-03-12T13:45"),
        (field("datetime", subtype="datetime"), "2026-02-30T10:00", "Date and time such as 2026-03-12T13:45"),
        (field("textfield", validate={"required": True}), "  ", "Fill in “X”"),
        (field("textfield", validate={"required": True}), None, "Fill in “X”"),
        (field("checkbox", validate={"required": True}), False, "Fill in “X”"),
        (field("taglist", **CHOICES, validate={"required": True}), [], "Fill in “X”"),
        (field("number", validate={"required": True}), None, "Fill in “X”"),
        (field("textfield", validate={"minLength": 3}), "ab ", "At least 3 characters"),
        (field("textfield", validate={"maxLength": 3}), "abcd", "At most 3 characters"),
        (field("textfield", validate={"pattern": "^\\d{17}$"}), "1" * 18, "Text of the expected pattern ^\\d{17}$"),
        (field("textfield", validate={"pattern": "^a$", "patternErrorMessage": "Just a"}), "b", "Just a"),
        (field("textfield", validate={"validationType": "email"}), "nobody", "E-mail address such as name@hospital.example"),
        (field("textfield", validate={"validationType": "phone"}), "call me", "Phone number such as +86 138 0000 0000"),
    ],
)
def test_refuses(component: dict[str, Any], sent: Any, sentence: str) -> None:
    assert refused(form(component), {"x": sent}) == {"x": [sentence]}


def test_takes_an_email_a_phone_and_a_pattern() -> None:
    schema = form(
        field("textfield", "mail", validate={"validationType": "email"}),
        field("textfield", "phone", validate={"validationType": "phone"}),
        field("textfield", "code", validate={"pattern": "^[A-Z]\\d{2}(\\.\\d{1,3})?$"}),
    )

    accepted(schema, {"mail": "su.yan@hexi.example", "phone": "+86 138 0000 0000", "code": "I10.5"})


def test_an_empty_field_is_null_without_being_sent() -> None:
    assert accepted(form(field("textfield", "a"), field("number", "b")), {}) == {"a": None, "b": None}


def test_undeclared_fields_are_refused_by_name() -> None:
    schema = form(field("textfield", "a"))

    assert refused(schema, {"a": "x", "is_approved": True}) == {"is_approved": ["This form has no field “is_approved”"]}
    assert refused(schema, [1]) == {"": ["An object with one entry per field"]}


def test_all_problems_are_told_at_once() -> None:
    schema = form(field("number", "a"), field("datetime", "b"), field("textfield", "c", validate={"required": True}))

    assert set(refused(schema, {"a": "x", "b": "y", "d": 1})) == {"a", "b", "c", "d"}


def test_choices_may_come_from_a_variable_or_an_expression() -> None:
    departments = [{"value": "cardiology", "label": "Cardiology", "labelZh": "心内科"}]
    schema = form(
        field("select", "to_department", valuesKey="departments"),
        field("taglist", "doctors", valuesExpression="=for d in staff return d.name"),
    )

    result = accepted(
        schema, {"to_department": "cardiology", "doctors": ["Lin"]}, departments=departments, staff=[{"name": "Lin"}]
    )

    assert result == {"to_department": "cardiology", "doctors": ["Lin"]}
    assert set(refused(schema, {"to_department": "x", "doctors": ["Wu"]}, departments=departments)) == {
        "to_department",
        "doctors",
    }


def test_bounds_may_be_feel() -> None:
    schema = form(field("number", "dose", validate={"max": "=weight * 2"}))

    accepted(schema, {"dose": 10}, weight=Decimal(5))
    assert refused(schema, {"dose": 11}, weight=Decimal(5)) == {"dose": ["At most 10"]}
