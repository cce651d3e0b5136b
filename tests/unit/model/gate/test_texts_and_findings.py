"""Sentences find their language when they are read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.model.findings import error, has_errors, in_reading_order, warning
from engine.model.texts import Text, set_language_source

HELLO = Text("Hello {name}", "{name}，你好")


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    set_language_source(lambda: "en")
    yield
    set_language_source(lambda: "en")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Hello Su"), ("zh-hans", "Su，你好"), ("zh_CN", "Su，你好"), ("fr", "Hello Su"), (None, "Hello Su")],
)
def test_speaks_the_language_of_the_moment(language: str | None, sentence: str) -> None:
    text = HELLO.format(name="Su")

    set_language_source(lambda: language)

    assert str(text) == sentence


def test_falls_back_to_english() -> None:
    assert Text("Only English").render("zh") == "Only English"
    assert not Text("")


def test_parameters_may_be_texts() -> None:
    text = HELLO.format(name=Text("doctor", "医生"))

    assert (text.en, text.zh) == ("Hello doctor", "医生，你好")


def test_parameters_are_not_formatted_again() -> None:
    assert str(HELLO.format(name="{name}")) == "Hello {name}"


def test_errors_stand_first_then_file_and_line() -> None:
    late, early, other = (
        warning("w", HELLO, file="a", line=1, name="x"),
        error("e", HELLO, file="b", line=9, name="x"),
        error("e", HELLO, file="b", line=10, name="x"),
    )

    assert in_reading_order([late, other, early]) == (early, other, late)
    assert has_errors([late, early]) and not has_errors([late])
    assert str(early) == "b:9: Hello x"
