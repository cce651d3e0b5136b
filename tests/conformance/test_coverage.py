"""The page that says what executes agrees with the engine, and every cell of it with a test."""

from __future__ import annotations

from engine.model.elements import ELEMENTS
from tests.conformance.coverage import PAGE, STANDARD_ELEMENTS, page


def test_the_coverage_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.conformance.coverage"


def test_every_cell_is_proved_by_a_test():
    assert [line for line in page().splitlines() if "unproven" in line] == []


def test_every_element_of_the_engine_stands_on_the_page():
    assert set(ELEMENTS) <= set(STANDARD_ELEMENTS)
