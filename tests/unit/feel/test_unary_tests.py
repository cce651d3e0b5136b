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
