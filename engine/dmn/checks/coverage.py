"""Gaps, overlaps and rules that never decide, each with an example input.

All combinations of the columns' samples are walked column by column with the set of rules still in play; combinations that tell
no rules apart are walked once. What cannot be walked within the bound is told, not guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.dmn.checks.columns import ANYTHING, Column, are_entangled
from engine.dmn.checks.outputs import differ, ranked_rules
from engine.dmn.problems import Problem
from engine.dmn.walking import PlacedTable
from engine.feel.texts import text_of

MAX_STEPS = 600_000  # samples looked at
MAX_TOLD = 3
SINGLE = ("UNIQUE", "ANY", "FIRST", "PRIORITY")


@dataclass
class _Walk:
    columns: Sequence[Column]
    ranked: Sequence[int] = ()  # the rules, the one that wins first; empty where none wins
    steps: int = 0
    gaps: list[tuple[Any, ...]] = field(default_factory=list)
    overlaps: dict[tuple[int, ...], tuple[Any, ...]] = field(default_factory=dict)
    reached: int = 0  # rules that may match something
    deciding: int = 0  # rules that may win

    def walk(self, rules: int) -> None:
        everything = (1 << rules) - 1
        stack: list[tuple[int, int, int, tuple[Any, ...]]] = [(0, everything, everything, ())]
        while stack:
            index, possibly, surely, chosen = stack.pop()
            self.steps += 1 if index == len(self.columns) else len(self.columns[index].samples)
            if self.steps > MAX_STEPS:
                return
            if not possibly:
                self.gaps.append(chosen)
                continue
            if index == len(self.columns):
                self._leaf(possibly, surely, chosen)
                continue
            column, seen = self.columns[index], set()
            for sample, maybe, sure in zip(column.samples, column.possibly, column.surely, strict=True):
                key = (possibly & maybe, surely & sure)
                if key not in seen:
                    seen.add(key)
                    stack.append((index + 1, *key, (*chosen, sample)))

    def _leaf(self, possibly: int, surely: int, chosen: tuple[Any, ...]) -> None:
        self.reached |= possibly
        for rule in self.ranked:
            self.deciding |= possibly & (1 << rule)
            if surely >> rule & 1:
                break
        if surely & (surely - 1):
            rules = tuple(number for number in range(surely.bit_length()) if surely >> number & 1)
            self.overlaps.setdefault(rules, chosen)


def coverage_problems(placed: PlacedTable, columns: Sequence[Column]) -> list[Problem]:
    table = placed.table
    if not table.rules:
        return []
    walk = _Walk(columns, ranked_rules(table))
    walk.walk(len(table.rules))
    is_entangled = are_entangled(table)
    found = [] if is_entangled else _gaps(placed, walk) + _overlaps(placed, walk)
    is_whole = walk.steps <= MAX_STEPS and all(column.is_complete for column in columns)
    if is_whole:
        found += _dead(placed, walk)
    return found if is_whole and not is_entangled else [*found, not_fully_checked(placed)]


def not_fully_checked(placed: PlacedTable) -> Problem:
    en = "“{name}”: not checked completely for gaps, overlaps and rules that never match."
    zh = "“{name}”：未能完整检查缺口、重叠和永不匹配的规则。"
    return _problem(placed, "info", "dmn.not_fully_checked", en, zh)


def _gaps(placed: PlacedTable, walk: _Walk) -> list[Problem]:
    has_default = any(output.default is not None for output in placed.table.outputs)
    if placed.table.hit_policy not in SINGLE or has_default:
        return []
    en, zh = "“{name}”: no rule matches {example}.", "“{name}”：没有规则匹配 {example}。"
    examples = dict.fromkeys(_example(walk.columns, chosen) for chosen in walk.gaps)
    return [_problem(placed, "warning", "dmn.gap", en, zh, example=example) for example in list(examples)[:MAX_TOLD]]


def _overlaps(placed: PlacedTable, walk: _Walk) -> list[Problem]:
    found = []
    for rules, chosen in walk.overlaps.items():
        if not _contradict(placed, rules):
            continue
        en = "“{name}”: rules {rules} match at once, as for {example}; hit policy {policy} does not allow it."
        zh = "“{name}”：规则 {rules} 会同时匹配，例如 {example}；命中策略 {policy} 不允许。"
        numbers = ", ".join(str(rule + 1) for rule in rules)
        params = {"rules": numbers, "example": _example(walk.columns, chosen), "policy": placed.table.hit_policy}
        line = placed.table.rules[rules[0]].line
        found.append(_problem(placed, "warning", "dmn.overlap", en, zh, line=line, **params))
    return found[:MAX_TOLD]


def _contradict(placed: PlacedTable, rules: tuple[int, ...]) -> bool:
    if placed.table.hit_policy == "UNIQUE":
        return True
    if placed.table.hit_policy != "ANY":
        return False
    first, *others = (placed.table.rules[rule].outputs for rule in rules)
    return any(differ(a, b) for other in others for a, b in zip(first, other, strict=True))


def _dead(placed: PlacedTable, walk: _Walk) -> list[Problem]:
    found = []
    for index, rule in enumerate(placed.table.rules):
        if not walk.reached >> index & 1:
            en, zh = "“{name}”: rule {rule} can never match.", "“{name}”：规则 {rule} 永远不会匹配。"
            found.append(_problem(placed, "warning", "dmn.dead_rule", en, zh, line=rule.line, rule=rule.number))
        elif walk.ranked and not walk.deciding >> index & 1:
            en = "“{name}”: rule {rule} is never reached: rules that go before it match everything that it does."
            zh = "“{name}”：规则 {rule} 永远轮不到：优先于它的规则已匹配其全部情况。"
            found.append(_problem(placed, "warning", "dmn.unreachable_rule", en, zh, line=rule.line, rule=rule.number))
    return found


def _example(columns: Sequence[Column], chosen: tuple[Any, ...]) -> str:
    samples = [*chosen, *(column.samples[0] for column in columns[len(chosen) :])]
    parts = [
        f"{column.label} = {text_of(value, 200, inner=True)}"
        for column, value in zip(columns, samples, strict=True)
        if value is not ANYTHING
    ]
    return ", ".join(parts) or "…"


def _problem(placed: PlacedTable, severity: Any, code: str, /, en: str, zh: str, *, line: int = 0, **params: Any) -> Problem:
    named = {"name": placed.title, **params}
    return Problem(severity, code, en, zh, placed.file, placed.element_id, line or placed.table.line, named)
