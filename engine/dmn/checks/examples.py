"""Test tables: `<carelane:example name inputs expected>` of a decision, as JSON, run before it is published."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from engine.dmn import boxed
from engine.dmn.decisions import Decisions
from engine.dmn.problems import DecisionError, Problem
from engine.feel.conversion import from_json, to_feel, to_json
from engine.feel.errors import FeelBudgetExceeded
from engine.feel.evaluation import Budget, Environment, Run
from engine.feel.values import equal

# The same at every run, whatever the day: an example that asks for today must say so in its inputs.
ENVIRONMENT = Environment(now=datetime(2026, 1, 1, tzinfo=UTC), budget=Budget(steps=200_000))
MAX_EXAMPLES = 500  # of one decision
MAX_STEPS = 3_000_000  # of all examples of a deployment: some seconds


def example_problems(decisions: Decisions) -> list[Problem]:
    """Raises nothing: what is not run, because there are too many or they take too much, is told."""
    found: list[Problem] = []
    left = MAX_STEPS
    for definitions in decisions.definitions:
        for decision in definitions.decisions:
            for number, example in enumerate(decision.examples):
                if number == MAX_EXAMPLES or left <= 0:
                    found.append(_left_out(definitions.file, decision, number))
                    break
                problem, steps = _run(decisions, definitions.file, decision, example)
                found += problem
                left -= steps
    return found


def _left_out(file: str, decision: boxed.Decision, ran: int) -> Problem:
    en = "“{name}”: only {ran} of {count} examples were run, the others are too many or take too long."
    zh = "“{name}”：共 {count} 个示例，只运行了 {ran} 个，其余数量过多或耗时过长。"
    params = {"name": decision.title or decision.name, "ran": ran, "count": len(decision.examples)}
    return Problem("warning", "dmn.examples_not_run", en, zh, file, decision.id, decision.examples[ran].line, params)


def _run(decisions: Decisions, file: str, decision: boxed.Decision, example: boxed.Example) -> tuple[list[Problem], int]:
    """What is wrong, and the steps that it took to find out."""

    def problem(rule: str, en: str, zh: str, **params: Any) -> list[Problem]:
        named = {"name": decision.title or decision.name, "example": example.name, **params}
        return [Problem("error", rule, en, zh, file, decision.id, example.line, named)]

    try:
        inputs, expected = _json(example.inputs), _json(example.expected)
        if not isinstance(inputs, dict):
            raise ValueError("expected an object of inputs")
    except (ValueError, RecursionError) as wrong:
        en, zh = "“{name}”, example “{example}”: not JSON ({problem}).", "“{name}”，示例“{example}”：不是 JSON（{problem}）。"
        return problem("dmn.example_unreadable", en, zh, problem=str(wrong)[:200]), 1
    run = Run("", ENVIRONMENT)
    try:
        outcome = decisions.evaluate(decision.id, inputs, environment=ENVIRONMENT)
        got, is_right = outcome.value, equal(outcome.value, expected, run.tick) is True
    except (DecisionError, FeelBudgetExceeded) as refusal:
        en, zh = "“{name}”, example “{example}”: {problem}", "“{name}”，示例“{example}”：{problem}"
        return problem("dmn.example_failed", en, zh, problem=str(refusal)), ENVIRONMENT.budget.steps
    taken = outcome.steps + run.taken + 1
    if is_right:
        return [], taken
    en = "“{name}”, example “{example}”: expected {expected}, got {got}."
    zh = "“{name}”，示例“{example}”：应为 {expected}，实际为 {got}。"
    return problem("dmn.example_failed", en, zh, expected=_shown(expected), got=_shown(got)), taken


def _json(text: str) -> Any:
    """JSON with dates and the like tagged as `engine.feel.to_json` writes them; decimals keep their digits."""
    return from_json(to_feel(json.loads(text, parse_float=Decimal)))


def _shown(value: Any) -> str:
    try:
        return json.dumps(to_json(value), ensure_ascii=False)[:300]
    except (TypeError, FeelBudgetExceeded):
        return "…"
