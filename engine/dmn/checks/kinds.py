"""Cells whose values are of another type than their column: they never match, or their output becomes null."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.dmn import boxed
from engine.dmn.checks.columns import ENVIRONMENT, Asking, constants, parsed
from engine.dmn.checks.outputs import UNKNOWN, output_of
from engine.dmn.problems import Problem
from engine.dmn.types import Kind, Types
from engine.dmn.walking import PlacedTable
from engine.feel.errors import FeelBudgetExceeded
from engine.feel.evaluation import Run
from engine.feel.texts import text_of
from engine.feel.values import Range, type_name

SIMPLE = frozenset(
    {"number", "string", "boolean", "date", "time", "date and time", "days and time duration", "years and months duration"}
)


def type_problems(placed: PlacedTable, types: Types) -> list[Problem]:
    return [*_inputs(placed, types), *_outputs(placed, types)]


def _inputs(placed: PlacedTable, types: Types) -> Iterator[Problem]:
    for index, clause in enumerate(placed.table.inputs):
        kind = types._find(clause.type_ref) if clause.type_ref else None
        if kind is None or kind.base not in SIMPLE:
            continue
        for rule in placed.table.rules:
            for value in _asked(rule.inputs[index]):
                if type_name(value) != kind.base:
                    en = "“{name}”, rule {rule}: {value} never matches, for {column} is a {type}."
                    zh = "“{name}”，规则 {rule}：{value} 永远不会匹配，因为 {column} 的类型是 {type}。"
                    params = {"column": clause.expression, "type": kind.base, "value": text_of(value, 80, inner=True)}
                    yield _problem(placed, rule, "dmn.never_matches", en, zh, params)
                    break


def _asked(cell: str) -> Iterator[Any]:
    node = parsed(cell)
    for test in (node.tests if node is not None and not node.negated else None) or ():
        for value in (constants(test.operand) or []) if test.operator != "!=" else ():
            yield from (end for end in ((value.start, value.end) if type(value) is Range else (value,)) if end is not None)


def _outputs(placed: PlacedTable, types: Types) -> Iterator[Problem]:
    asking = Asking()
    for index, clause in enumerate(placed.table.outputs):
        kind = types._find(clause.type_ref) if clause.type_ref else None
        listed = asking.cell(clause.allowed)
        for rule in placed.table.rules:
            value = output_of(rule.outputs[index])
            if value is None or value is UNKNOWN:
                continue
            params = {"value": text_of(value, 80, inner=True), "column": clause.label or clause.name or "…"}
            if kind is not None and kind.base in SIMPLE and not _fits(value, kind):
                en = "“{name}”, rule {rule}: {value} is not a {type} that the output allows."
                zh = "“{name}”，规则 {rule}：{value} 不是输出允许的 {type}。"
                yield _problem(placed, rule, "dmn.output_type", en, zh, {**params, "type": clause.type_ref})
            elif listed.passes(value, asking) is False:
                en = "“{name}”, rule {rule}: {value} is not one of the values listed for {column}."
                zh = "“{name}”，规则 {rule}：{value} 不在{column}列出的输出值之列。"
                yield _problem(placed, rule, "dmn.output_value", en, zh, params)


def _fits(value: Any, kind: Kind) -> bool:
    try:
        return kind.fitting(value, Run("", ENVIRONMENT)) is not None
    except FeelBudgetExceeded:  # not known
        return True


def _problem(placed: PlacedTable, rule: boxed.Rule, name: str, en: str, zh: str, params: dict[str, Any]) -> Problem:
    filled = {"name": placed.title, "rule": rule.number, **params}
    return Problem("warning", name, en, zh, placed.file, placed.element_id, rule.line, filled)
