"""Business rule task: its decision is evaluated at once; what was asked, which rules matched and what came out is history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine import feel
from engine.dmn import DecisionError, Outcome, TableTrace
from engine.model.elements.business_rule_task import BusinessRuleTask
from engine.runtime.state import Token
from engine.runtime.step import Behaviour, Step, Stop
from engine.runtime.variables import size_of

MAX_STORED = 50_000  # bytes of one value in the history, roughly


def enter(step: Step, token: Token, node: BusinessRuleTask) -> None:
    local = step.mapped(node.inputs, token)
    asked = {name: local[name] if name in local else step.variable(token, name) for name in node.reads}
    outcome = decide(step, token, node, asked)
    values = _results(node, outcome.value)
    result = {"result": outcome.value, **values}
    outputs: dict[str, Any] = step.mapped(node.outputs, token, {**local, **result}) if node.outputs else values
    step.start_node(token, node)
    step.set_variables(token, outputs)
    step.note("decision_evaluated", token, node, explained(node, asked, outcome))
    step.complete_node(token, node)


def decide(step: Step, token: Token, node: BusinessRuleTask, asked: Mapping[str, Any]) -> Outcome:
    """Raises: Stop where the rules contradict each other, a type does not fit, or the budget is used up."""
    assert node.decisions is not None
    environment = step.environment(step.zone_of(node))
    try:
        outcome = node.decisions.evaluate(node.decision, asked, environment=environment)
    except DecisionError as refusal:
        raise Stop("DecisionFailed", str(refusal)) from refusal
    except (TypeError, ValueError) as refusal:
        raise Stop("DecisionFailed", f"“{node.decision}”: {refusal}") from refusal
    step.spend(outcome.steps)
    for remark in outcome.remarks:
        if remark.kind == "error":
            raise Stop("DecisionFailed", f"“{remark.name or node.decision}”: {remark.message}")
    return outcome


def _results(node: BusinessRuleTask, value: Any) -> dict[str, Any]:
    if node.result_variable:
        return {node.result_variable: value}
    if isinstance(value, dict):
        return value
    assert node.decisions is not None
    return {node.decisions.name_of(node.decision): value}


def explained(node: BusinessRuleTask, asked: Mapping[str, Any], outcome: Outcome) -> dict[str, Any]:
    """For the history: inputs by name, each table with its matched rules, the output."""
    return {
        "decision": node.decision,
        "inputs": {name: _kept(value) for name, value in asked.items()},
        "tables": _tables(outcome.tables),
        "output": _kept(outcome.value),
    }


def _tables(traces: Iterable[TableTrace]) -> list[dict[str, Any]]:
    return [
        {
            "element": trace.element_id,
            "name": trace.name,
            "table": trace.table_id,
            "hit_policy": trace.hit_policy,
            "inputs": [[label, _kept(value)] for label, value in trace.inputs],
            "rules": list(trace.matched),
            "output": _kept(trace.output),
        }
        for trace in traces
    ]


def _kept(value: Any) -> Any:
    """A value as history keeps it: functions and what is too large by its kind alone."""
    try:
        raw = feel.to_json(value)
    except (TypeError, feel.FeelBudgetExceeded):
        return "…"
    return raw if size_of(raw) <= MAX_STORED else "…"


BEHAVIOUR = Behaviour(enter)
