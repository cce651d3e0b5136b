"""Hidden, locked and computed fields, groups, rows and rules over several fields."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.model.texts import set_language_source
from tests.unit.model.forms.building import accepted, field, form, refused

REASON = field("textfield", "reason", validate={"required": True}, conditional={"hide": '=decision != "reject"'})
DECISION = field("radio", "decision", values=[{"label": "Accept", "value": "accept"}, {"label": "Reject", "value": "reject"}])


def test_a_hidden_field_is_not_required_and_its_value_is_dropped() -> None:
    schema = form(DECISION, REASON)

    assert accepted(schema, {"decision": "accept"}) == {"decision": "accept"}
    assert accepted(schema, {"decision": "accept", "reason": 5}) == {"decision": "accept"}
    assert refused(schema, {"decision": "reject"}) == {"reason": ["Fill in “Reason”"]}


def test_a_hidden_field_does_not_decide_about_others() -> None:
    # given b shown by a, and c shown by b
    schema = form(
        field("checkbox", "a"),
        field("checkbox", "b", conditional={"hide": "=not(a)"}),
        field("textfield", "c", conditional={"hide": "=b != true"}, validate={"required": True}),
    )

    # when b is hidden but sent as true, then c stays hidden
    assert accepted(schema, {"a": False, "b": True}) == {"a": False}
    assert refused(schema, {"a": True, "b": True}) == {"c": ["Fill in “C”"]}


def test_a_hidden_group_hides_what_is_in_it() -> None:
    group = {
        "type": "group",
        "label": "More",
        "conditional": {"hide": "=not(more)"},
        "components": [field("number", "n", validate={"required": True})],
    }
    schema = form(field("checkbox", "more"), group)

    assert accepted(schema, {"more": False}) == {"more": False}
    assert refused(schema, {"more": True}) == {"n": ["Fill in “N”"]}


@pytest.mark.parametrize("lock", [{"readonly": True}, {"disabled": True}, {"readonly": "=stage > 1"}])
def test_a_locked_field_keeps_what_was_prefilled(lock: dict[str, object]) -> None:
    schema = form(field("textfield", "patient_code", validate={"required": True}, **lock))

    assert accepted(schema, {"patient_code": "forged"}, patient_code="P1", stage=Decimal(2)) == {"patient_code": "P1"}


def test_a_group_with_a_path_nests_its_values() -> None:
    schema = form(
        {
            "type": "group",
            "label": "Address",
            "path": "address",
            "components": [field("textfield", "street", validate={"maxLength": 5})],
        }
    )

    assert accepted(schema, {"address": {"street": "Hexi"}}) == {"address": {"street": "Hexi"}}
    assert refused(schema, {"address": {"street": "too long", "town": "x"}}).keys() == {"address.street", "address.town"}
    assert refused(schema, {"address": "x"}) == {"address": ["An object with one entry per field"]}


def test_rows_are_checked_one_by_one() -> None:
    rows = {
        "type": "dynamiclist",
        "label": "Medication",
        "path": "medications",
        "components": [
            field("textfield", "name", validate={"required": True}),
            field("number", "dose"),
            field("textfield", "why", conditional={"hide": "=dose = null or dose < 100"}, validate={"required": True}),
        ],
    }
    schema = form(rows)

    assert accepted(schema, {}) == {"medications": []}
    assert accepted(schema, {"medications": [{"name": "Aspirin", "dose": 75}]}) == {
        "medications": [{"name": "Aspirin", "dose": Decimal(75)}]
    }
    assert refused(schema, {"medications": [{"name": "A"}, {"dose": "x", "name": ""}, {"name": "B", "dose": 200}, 7]}) == {
        "medications[1].name": ["Fill in “Name”"],
        "medications[1].dose": ["Number"],
        "medications[2].why": ["Fill in “Why”"],
        "medications[3]": ["An object with one entry per field"],
    }
    assert refused(schema, {"medications": [{}] * 501}) == {"medications": ["A list of at most 500 rows"]}
    assert refused(schema, {"medications": {"name": "A"}}) == {"medications": ["A list of at most 500 rows"]}


def test_the_number_of_rows_may_be_fixed() -> None:
    schema = form(
        {
            "type": "dynamiclist",
            "label": "R",
            "path": "r",
            "allowAddRemove": False,
            "defaultRepetitions": 2,
            "components": [field("number", "n")],
        }
    )

    accepted(schema, {"r": [{"n": 1}, {"n": 2}]})
    assert refused(schema, {"r": [{"n": 1}]}) == {"r": ["Exactly 2 rows"]}


def test_computed_fields_are_the_servers() -> None:
    schema = form(
        field("number", "weight"),
        field("number", "height"),
        {"type": "expression", "key": "bmi", "expression": "=weight / height ** 2"},
    )

    assert accepted(schema, {"weight": 80, "height": 2, "bmi": 99})["bmi"] == 20


def test_rules_over_several_fields() -> None:
    rule = {
        "expression": "=valid_to >= valid_from",
        "field": "valid_to",
        "message": "Ends before it starts",
        "messageZh": "结束早于开始",
    }
    schema = form(field("datetime", "valid_from"), field("datetime", "valid_to"), carelane={"rules": [rule]})

    assert accepted(schema, {"valid_from": "2026-03-12", "valid_to": "2026-03-12"})["valid_to"] == date(2026, 3, 12)
    assert refused(schema, {"valid_from": "2026-03-12", "valid_to": "2026-03-11"}) == {"valid_to": ["Ends before it starts"]}
    accepted(schema, {"valid_from": "2026-03-12"})  # nothing to compare: the rule does not speak


def test_an_endless_rule_is_a_refusal_and_not_a_hang() -> None:
    rule = {"expression": "=count(for a in 1..5000, b in 1..5000 return a * b) > 0", "field": "n", "message": "m"}

    assert refused(form(field("number", "n"), carelane={"rules": [rule]}), {"n": 1}) == {
        "": ["The rules of this form took too long"]
    }


def test_sentences_speak_the_readers_language() -> None:
    schema = form(
        field("number", "x", label="Weight", properties={"labelZh": "体重"}, validate={"required": True}, decimalDigits=0)
    )
    set_language_source(lambda: "zh-hans")
    try:
        assert refused(schema, {}) == {"x": ["请填写“体重”"]}
        assert refused(schema, {"x": 1.5}) == {"x": ["整数"]}
    finally:
        set_language_source(lambda: "en")
