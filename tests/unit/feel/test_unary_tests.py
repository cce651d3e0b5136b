from __future__ import annotations

from decimal import Decimal

import pytest

from engine.feel import FeelSyntaxError, compile_unary_tests, to_feel


@pytest.mark.parametrize(
    ("tests", "given", "expected"),
    [
        ("-", None, True),
        ("5", 5, True),
        ("< 5", 4, True),
        ("< 5, > 10", 11, True),
        ("[1..3)", 3, False),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "c", True),
        ("not(< 5)", 4, False),
        ("not(true)", False, True),
        ("null", None, True),
        ("? > 3 and ? < 5", 4, True),
        ("count(?) > 1", [1, 2], True),
        ("limit", 7, True),
        ("> limit", 7, False),
        ("> limit", None, None),
        ("[1, 2, 3]", 2, True),
        ("true", True, True),
        ("!= 3", 3, False),
        ('> "a"', 3, None),
    ],
)
def test_tests(tests, given, expected):
    assert compile_unary_tests(tests).evaluate(to_feel(given), {"limit": Decimal(7)}).value is expected


def test_the_value_under_test_is_no_free_name():
    assert compile_unary_tests("? > limit").names == {"limit"}


def test_refuses_what_is_no_test():
    with pytest.raises(FeelSyntaxError):
        compile_unary_tests("> ")


@pytest.mark.parametrize("cell", ["1 / 0", "unknown", "not(1 / 0)", "= 1 / 0", "!= 1 / 0", "[1 / 0, 7]", "c.absent", "< 1 / 0"])
@pytest.mark.parametrize("tested", [None, 3])
def test_a_cell_that_fails_matches_nothing_and_warns(cell, tested):
    found = compile_unary_tests(cell).evaluate(tested, {"c": {}})
    assert found.value is not True
    assert found.warnings


@pytest.mark.parametrize("cell", ["null", "given", "= null", "? = null", "not(3)", "[null, 3]"])
def test_null_that_is_meant_still_matches_null(cell):
    assert compile_unary_tests(cell).evaluate(None, {"given": None}).value is True
