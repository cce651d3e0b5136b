"""Expressions and decision tables: processor time of this process alone, no database."""

from __future__ import annotations

import timeit
from collections.abc import Callable
from time import process_time

from engine.dmn import read_decisions
from engine.feel import compile_expression
from engine.feel.evaluation import DEFAULT
from engine.feel.parser import parse_expression
from tests.bench.figures import Figure, at_least, at_most
from tests.unit.dmn.deciding import decision, file, inputs, table

CONDITION = 'decision = "accept" and urgency in ("high","urgent")'
RULES = 100


def figures(*, quick: bool) -> list[Figure]:
    """Processor time, not ratios: the bars are issue 4's."""
    found = measure()
    return [
        at_most("a compiled condition", found["condition"] * 1e6, 20, "two comparisons and a list", unit=" µs"),
        at_most(
            "a decision table of 100 rules", found["table"] * 1e3, 1, "the last one matches; three inputs, traced", unit=" ms"
        ),
        at_least("expressions parsed a second", 1 / found["parse"], 500, "different ones, nothing cached"),
    ]


def measure() -> dict[str, float]:
    """Seconds for one compiled condition, one evaluation of a table of 100 rules, one parse; the best of five."""
    condition, scope = compile_expression(CONDITION), {"decision": "accept", "urgency": "urgent"}
    names = ("a", "b", "c")
    rows = [([f"[{row}..{row + 1})", f'"{row % 7}"', "-" if row % 2 else "> 3"], [f'"{row}"']) for row in range(RULES)]
    body = inputs(*names) + decision("d", table(rows, on=names, policy="FIRST"), *(f"#i_{name}" for name in names))
    decisions = read_decisions({"d.dmn": file(body)})
    given = {"a": 99, "b": "1", "c": 5}  # the last rule
    assert decisions.evaluate("d", given).value == "99"
    sources = [f"{CONDITION} and limit > {number}" for number in range(50)]
    return {
        "condition": _best(lambda: condition.evaluate(scope, environment=DEFAULT), 2000),
        "table": _best(lambda: decisions.evaluate("d", given), 50),
        "parse": _best(lambda: [parse_expression(source) for source in sources], 1) / len(sources),
    }


def _best(run: Callable[[], object], number: int) -> float:
    return min(timeit.repeat(run, number=number, repeat=5, timer=process_time)) / number
