"""What can be said about decision tables without running a process: gaps, overlaps, dead rules, wrong types, failing examples."""

from __future__ import annotations

from engine.dmn.checks.columns import Column, read_columns
from engine.dmn.checks.coverage import coverage_problems, not_fully_checked
from engine.dmn.checks.examples import example_problems
from engine.dmn.checks.kinds import type_problems
from engine.dmn.decisions import Decisions
from engine.dmn.problems import Problem

MAX_RULES = 2_000


def check_tables(decisions: Decisions) -> list[Problem]:
    """Warnings on every table; none of them keeps it from being evaluated."""
    found: list[Problem] = []
    for file in decisions.files:
        for placed in decisions.tables():
            if placed.file != file.definitions.file:
                continue
            found += type_problems(placed, file.types)
            if len(placed.table.rules) <= MAX_RULES:
                found += coverage_problems(placed, read_columns(placed.table, file.types))
            else:
                found.append(not_fully_checked(placed))
    return found


def check_examples(decisions: Decisions) -> list[Problem]:
    """Errors for examples in the files that do not come out as they say."""
    return example_problems(decisions)


__all__ = ["Column", "check_examples", "check_tables"]
