"""Names in the cells of a table that nothing in sight bears are told when the file is read."""

from __future__ import annotations

import pytest

from engine.dmn import inspect_decisions
from tests.unit.dmn.deciding import decision, file, inputs, literal, table


def unknown(body: str) -> list[str]:
    _, problems = inspect_decisions({"test.dmn": file(body)})
    assert [each for each in problems if each.severity == "error"] == []
    return [each.params["read"] for each in problems if each.rule == "dmn.unknown_name"]


def in_table(test: str, output: str = "1", *, on: str = "x") -> str:
    return inputs("x", "limit") + decision(
        "d", table([([test], [output])]).replace("<text>x<", f"<text>{on}<"), "#i_x", "#i_limit"
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (in_table("high"), ["high"]),
        (in_table("< limt"), ["limt"]),
        (in_table("< limit"), []),
        (in_table("? > limit and x > 1"), []),
        (in_table("-", "approved"), ["approved"]),
        (in_table("-", on="age"), ["age"]),
        (in_table("carelane.age at(x, today()) > 3"), []),
        (in_table("some y in limit satisfies y > z"), ["z"]),
        (in_table("-", "limit[price > 3].price"), []),
        (in_table("count(limit) > 1, null, true"), []),
    ],
)
def test_unknown_names_in_cells(body, expected):
    assert unknown(body) == expected


def test_what_stands_around_a_table_is_known():
    entry = f'<contextEntry><variable name="limit"/>{literal("5")}</contextEntry>'
    inner = f"<contextEntry>{table([(['< limit, < nothing'], ['1'])])}</contextEntry>"
    assert unknown(inputs("x") + decision("d", f"<context>{entry}{inner}</context>", "#i_x")) == ["nothing"]
    filtered = f"<filter><in>{literal('[{price: 1}]')}</in><match>{table([(['< price'], ['true'])])}</match></filter>"
    assert unknown(inputs("x") + decision("d", filtered, "#i_x")) == []


def test_a_knowledge_model_knows_its_parameters_and_itself():
    logic = f"<encapsulatedLogic><formalParameter name='x'/>{table([(['< x, k(1), < y'], ['1'])])}</encapsulatedLogic>"
    assert unknown(f'<businessKnowledgeModel id="k" name="k"><variable name="k"/>{logic}</businessKnowledgeModel>') == ["y"]
