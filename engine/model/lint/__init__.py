"""Modelling rules for hospitals: what may be executed and still be a mistake. One file a rule; RULES names them all."""

from __future__ import annotations

from collections.abc import Mapping

from engine.model.documents import Documents
from engine.model.findings import Finding, in_reading_order
from engine.model.forms import FormSchema
from engine.model.lint import (
    automatic_loop,
    boundary_never_fires,
    call_cycle,
    candidate_group_spelling,
    clinical_source_unsigned,
    clinical_value_without_source,
    duplicate_name,
    error_never_caught,
    gateway_without_default,
    message_without_receiver,
    missing_chinese_name,
    never_enough_tokens,
    no_way_to_an_end,
    parallel_write,
    pass_through_gateway,
    possible_deadlock,
    process_without_starter,
    prose_as_condition,
    runs_more_than_once,
    same_condition_twice,
    separation_not_declared,
    timer_without_zone,
    too_many_nodes,
    unnamed_user_task,
    unreachable_node,
    unused_form,
    user_task_without_due,
    user_task_without_form,
    user_task_without_group,
    variable_never_written,
    wait_nobody_serves,
)
from engine.model.lint.accepted import apply_acceptances
from engine.model.lint.graph import Graph
from engine.model.lint.rule import LintRule, Subject
from engine.model.process_model import ProcessModel
from engine.model.texts import Text

RULES: tuple[LintRule, ...] = (
    automatic_loop.RULE,
    boundary_never_fires.RULE,
    call_cycle.RULE,
    candidate_group_spelling.RULE,
    clinical_source_unsigned.RULE,
    clinical_value_without_source.RULE,
    duplicate_name.RULE,
    error_never_caught.RULE,
    gateway_without_default.RULE,
    message_without_receiver.RULE,
    missing_chinese_name.RULE,
    never_enough_tokens.RULE,
    no_way_to_an_end.RULE,
    parallel_write.RULE,
    pass_through_gateway.RULE,
    possible_deadlock.RULE,
    process_without_starter.RULE,
    prose_as_condition.RULE,
    runs_more_than_once.RULE,
    same_condition_twice.RULE,
    separation_not_declared.RULE,
    timer_without_zone.RULE,
    too_many_nodes.RULE,
    unnamed_user_task.RULE,
    unreachable_node.RULE,
    unused_form.RULE,
    user_task_without_due.RULE,
    user_task_without_form.RULE,
    user_task_without_group.RULE,
    variable_never_written.RULE,
    wait_nobody_serves.RULE,
)


def lint(model: ProcessModel, forms: Mapping[str, FormSchema], documents: Documents | None = None) -> tuple[Finding, ...]:
    """What every rule says about a deployment, warnings first; what the model accepts with a reason becomes a remark."""
    subject = Subject(model, forms, Graph(model), documents)
    findings = [each for rule in RULES for each in rule.findings(subject)]
    if documents is not None:
        findings = apply_acceptances(findings, documents)
    return in_reading_order(findings)


def rule(rule_id: str) -> LintRule | None:
    """The rule of this id, for its documentation; None for findings that no lint rule makes."""
    return next((each for each in RULES if each.id == rule_id), None)


def why_of(rule_id: str) -> Text:
    """Why a finding matters; empty for those that no lint rule makes."""
    found = rule(rule_id)
    return found.documentation if found is not None else Text("")


__all__ = ["RULES", "LintRule", "lint", "rule", "why_of"]
