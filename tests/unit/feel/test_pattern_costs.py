"""What a pattern costs to compile is paid for before it is compiled."""

from __future__ import annotations

import pytest

from engine.feel import Budget, Environment, FeelBudgetExceeded, compile_expression


def test_many_categories_are_refused():
    found = compile_expression('matches("a", "' + r"\\p{L}" * 150 + '")').evaluate({})

    assert found.value is None
    assert "too many categories" in found.warnings[0].message


def test_a_few_categories_are_matched():
    assert compile_expression(r'matches("Äpfel", "^\\p{Lu}\\p{Ll}+$")').evaluate({}).value is True


def test_each_pattern_with_categories_takes_from_the_budget():
    expression = compile_expression(r'for i in 1..100 return matches("a", "\\p{Lu}\\p{Ll}+" + string(i))')

    with pytest.raises(FeelBudgetExceeded):
        expression.evaluate({}, environment=Environment(budget=Budget(steps=200_000)))
