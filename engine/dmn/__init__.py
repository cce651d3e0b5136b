"""DMN 1.1 to 1.5: decisions read from files, compiled once, evaluated within bounds and explained.

    decisions = read_decisions({"indication.dmn": data})
    outcome = decisions.evaluate("Indication", {"age": 71})
    outcome.value, outcome.tables[0].matched

Pure Python on `engine.feel`, knows no Django and nothing of the engine. No file outside what is given is read, and nothing is run
but FEEL.
"""

from engine.dmn.decisions import Decisions, inspect_decisions, read_decisions
from engine.dmn.problems import DecisionError, DecisionsRefused, Problem
from engine.dmn.reading import DMN_SUFFIX
from engine.dmn.running import Outcome, Remark, TableTrace

__all__ = [
    "DMN_SUFFIX",
    "DecisionError",
    "Decisions",
    "DecisionsRefused",
    "Outcome",
    "Problem",
    "Remark",
    "TableTrace",
    "inspect_decisions",
    "read_decisions",
]
