"""The handbook tells the rules as the registry has them."""

from __future__ import annotations

from pathlib import Path

from workflows.deviations.handbook import rules_table
from workflows.deviations.models import Severity
from workflows.deviations.registry import BY_CODE, RULES
from workflows.directory.models import Role

ROOT = Path(__file__).resolve().parents[3]


def test_the_table_is_of_this_registry():
    assert rules_table() in (ROOT / "docs" / "deviations.md").read_text(encoding="utf-8")


def test_each_rule_stands_in_a_file_of_its_name_and_tells_its_due_and_source():
    for rule in RULES:
        assert (ROOT / "workflows" / "deviations" / "rules" / f"{rule.code}.py").exists()
        text = rule.find.__doc__ or ""
        assert "Source:" in text, rule.code
        assert rule.find.__name__ == rule.code


def test_codes_are_unique_and_words_are_known():
    assert len(BY_CODE) == len(RULES)
    for rule in RULES:
        assert rule.severity in Severity.values
        assert {rule.role, rule.role_down or rule.role} <= set(Role.values)


def test_values_that_nobody_signed_are_shown_as_unsigned():
    for rule in RULES:
        for parameter in (rule.parameters or {}).values():
            assert parameter.source
            assert parameter.is_signed == bool(parameter.signed_by)
