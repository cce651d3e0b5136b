"""Test tables: `<carelane:example name inputs expected>` of a decision, as JSON, run before it is published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from engine.dmn import boxed
from engine.dmn.decisions import Decisions
from engine.dmn.problems import DecisionError, Problem
from engine.feel.conversion import from_json, to_feel, to_json
from engine.feel.errors import FeelBudgetExceeded
from engine.feel.evaluation import Budget, Environment
from engine.feel.values import equal

# The same at every run, whatever the day: an example that asks for today must say so in its inputs.
ENVIRONMENT = Environment(now=datetime(2026, 1, 1, tzinfo=UTC), budget=Budget(steps=200_000))
MAX_EXAMPLES = 500


def example_problems(decisions: Decisions) -> list[Problem]:
    found: list[Problem] = []
    for definitions in decisions.definitions:
        for decision in definitions.decisions:
            for example in decision.examples[:MAX_EXAMPLES]:
                found += _run(decisions, definitions.file, decision, example)
    return found


def _run(decisions: Decisions, file: str, decision: boxed.Decision, example: boxed.Example) -> Iterator[Problem]:
    def problem(rule: str, en: str, zh: str, **params: Any) -> Problem:
        named = {"name": decision.title or decision.name, "example": example.name, **params}
        return Problem("error", rule, en, zh, file, decision.id, example.line, named)

    try:
        inputs, expected = _json(example.inputs), _json(example.expected)
        if not isinstance(inputs, dict):
            raise ValueError("expected an object of inputs")
    except (ValueError, RecursionError) as wrong:
        en, zh = "“{name}”, example “{example}”: not JSON ({problem}).", "“{name}”，示例“{example}”：不是 JSON（{problem}）。"
        yield problem("dmn.example_unreadable", en, zh, problem=str(wrong)[:200])
        return
    try:
        got = decisions.evaluate(decision.id, inputs, environment=ENVIRONMENT).value
    except DecisionError as refusal:
        en, zh = "“{name}”, example “{example}”: {problem}", "“{name}”，示例“{example}”：{problem}"
        yield problem("dmn.example_failed", en, zh, problem=str(refusal))
        return
    if equal(got, expected, lambda _: None) is not True:
        en = "“{name}”, example “{example}”: expected {expected}, got {got}."
        zh = "“{name}”，示例“{example}”：应为 {expected}，实际为 {got}。"
        yield problem("dmn.example_failed", en, zh, expected=_shown(expected), got=_shown(got))


def _json(text: str) -> Any:
    """JSON with dates and the like tagged as `engine.feel.to_json` writes them; decimals keep their digits."""
    return from_json(to_feel(json.loads(text, parse_float=Decimal)))


def _shown(value: Any) -> str:
    try:
        return json.dumps(to_json(value), ensure_ascii=False)[:300]
    except (TypeError, FeelBudgetExceeded):
        return "…"
