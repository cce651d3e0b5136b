"""Expressions and decisions tried out: nothing is kept, nothing of the product's data is read. Bounded tightly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from engine import clock, feel
from engine.actor import Actor
from engine.dmn import DecisionError, TableTrace
from engine.errors import DeploymentRefused, InvalidInput, NotAuthorised
from engine.model.decisions import read_decision_files
from engine.model.findings import Finding, has_errors, in_reading_order
from engine.model.gate import DEFAULT_GATE
from engine.queries.wording import in_readers_language
from engine.runtime.carelane import NAMESPACES

BUDGET = feel.Budget(steps=200_000, depth=40, list_length=20_000, string_length=200_000, memory=1_000_000, seconds=0.8)
MAX_NAMES = 1_000
READERS = ("design", "publish", "operate")


@dataclass(frozen=True, slots=True)
class Tried:
    """`value` is JSON as `engine.feel.to_json` writes it."""

    value: Any
    text: str
    warnings: tuple[dict[str, Any], ...] = ()
    tables: tuple[dict[str, Any], ...] = ()


def evaluate_expression(actor: Actor, source: str, variables: Mapping[str, Any], zone: str = "UTC") -> Tried:
    """Raises: NotAuthorised, InvalidInput (not FEEL, variables without a value in FEEL, over the budget)."""
    _check(actor)
    scope = _values(variables)
    text = source.strip()
    try:
        expression = feel.compile_expression(text[1:] if text.startswith("=") else text, names=scope)
        found = expression.evaluate(scope, environment=_environment(zone))
    except feel.FeelSyntaxError as error:
        raise InvalidInput(
            _("This is not FEEL: %(problem)s") % {"problem": in_readers_language(str(error))},
            line=error.line,
            column=error.column,
        ) from error
    except feel.FeelBudgetExceeded as error:
        raise InvalidInput(
            _("The expression takes too much: %(problem)s") % {"problem": in_readers_language(str(error))}
        ) from error
    warnings = [
        {"message": in_readers_language(each.message), "line": each.line, "column": each.column, "kind": each.kind}
        for each in found.warnings
    ]
    return _tried(found.value, warnings)


def evaluate_decision(actor: Actor, files: Mapping[str, bytes], decision: str, inputs: Mapping[str, Any]) -> Tried:
    """Evaluate a decision of files that are sent along.

    Raises: NotAuthorised, DeploymentRefused (findings), InvalidInput (no such decision, rules that contradict each other).
    """
    _check(actor)
    decisions, findings = read_decision_files(files, gate=DEFAULT_GATE, is_published=True)
    if decisions is None or has_errors(findings):
        raise DeploymentRefused(findings, findings[0].message if findings else _("Expected a .dmn file."))
    try:
        outcome = decisions.evaluate(decision, _values(inputs), environment=_environment("UTC"))
    except DecisionError as refusal:
        raise InvalidInput(in_readers_language(refusal.en), rules=list(refusal.rules), element_id=refusal.element_id) from refusal
    warnings = [
        {
            "message": in_readers_language(f"{each.name}: {each.message}"),
            "line": each.line,
            "column": each.column,
            "kind": each.kind,
        }
        for each in outcome.remarks
    ]
    return _tried(outcome.value, warnings, [_table(trace) for trace in outcome.tables])


def check_decisions(actor: Actor, files: Mapping[str, bytes]) -> list[Finding]:
    """What the checks say: errors, gaps, overlaps, examples that fail. Raises: NotAuthorised, InvalidInput."""
    _check(actor)
    decisions, findings = read_decision_files(files, gate=DEFAULT_GATE)
    if decisions is None and not findings:
        raise InvalidInput(_("Expected a .dmn file."))
    return list(in_reading_order(findings))


def _check(actor: Actor) -> None:
    if not any(actor.may_anywhere(permission) for permission in READERS):
        raise NotAuthorised


def _environment(zone: str) -> feel.Environment:
    return feel.Environment(now=clock.now(), zone=zone, namespaces=NAMESPACES, budget=BUDGET)


def _values(sent: Mapping[str, Any]) -> dict[str, Any]:
    if len(sent) > MAX_NAMES:
        raise InvalidInput(_("Expected at most %(limit)s variables.") % {"limit": MAX_NAMES})
    try:
        return {str(name): feel.from_json(feel.to_feel(value)) for name, value in sent.items()}
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidInput(_("Expected values that FEEL knows: %(problem)s") % {"problem": error}) from error


def _tried(value: Any, warnings: list[dict[str, Any]], tables: list[dict[str, Any]] | None = None) -> Tried:
    try:
        return Tried(feel.to_json(value), feel.text_of(value, 20_000), tuple(warnings), tuple(tables or ()))
    except TypeError:
        return Tried(None, str(value)[:200], tuple(warnings), tuple(tables or ()))
    except feel.FeelBudgetExceeded as error:
        raise InvalidInput(
            _("The expression takes too much: %(problem)s") % {"problem": in_readers_language(str(error))}
        ) from error


def _table(trace: TableTrace) -> dict[str, Any]:
    def shown(value: Any) -> Any:
        try:
            return feel.to_json(value)
        except (TypeError, feel.FeelBudgetExceeded):
            return None

    return {
        "decision": trace.name,
        "table": trace.table_id,
        "hit_policy": trace.hit_policy,
        "inputs": [{"label": label, "value": shown(value)} for label, value in trace.inputs],
        "rules": list(trace.matched),
        "output": shown(trace.output),
    }
