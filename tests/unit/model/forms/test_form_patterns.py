"""Patterns match what JavaScript's matcher would, and never run for long."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.forms.patterns import PatternInvalid, compile_pattern

PATTERNS = [
    r"^\d{17}$",
    r"^[A-Z]\d{2}(\.\d{1,3})?$", "a|b",
    "^[^a-c]+$", "^$", "x{2,}",
    r"^(?:ab?){0,3}c*?$", "", "(a|ab)(c|bcd)", "[a\\-z]", "a.c", "^a|b$",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
@given(text=st.text(alphabet="abcxz19-.A", max_size=12))
def test_agrees_with_a_backtracking_matcher(pattern: str, text: str) -> None:
    assert compile_pattern(pattern).matches(text) == bool(re.search(pattern.replace("$", r"\Z"), text))


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(a|aa)+$", "^(a*)*b$", "^(.*a){20}$", "^(a?){50}a{50}$"])
def test_evil_patterns_are_fast(pattern: str) -> None:
    started = time.process_time()

    compile_pattern(pattern).matches("a" * 999 + "!")

    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "pattern",
    [
        "(a",
        "a)",
        "[a",
        "*a",
        "a**",
        "(?=a)",
        r"\1",
        "a{5,2}",
        "a{9999}",
        "((a{100}){100})",
        r"\b",
        "[z-a]",
        "a{",
        "\\",
        "x" * 501,
        "(" * 30,
        r"\u12",
    ],
)
def test_refuses_what_it_cannot_match(pattern: str) -> None:
    with pytest.raises(PatternInvalid):
        compile_pattern(pattern)


def test_knows_chinese() -> None:
    assert compile_pattern(r"^[\u4e00-\u9fff]{2,4}$").matches("王小明")
    assert not compile_pattern(r"^[\u4e00-\u9fff]{2,4}$").matches("Wang")
