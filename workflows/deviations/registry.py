"""Every deviation rule, in the order of the handbook. A new rule is a file in `rules` and a line here."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from .rule import Rule
from .rules import (
    acceptance_late,
    accepted_without_arrangement,
    admitted_elsewhere,
    arrival_unconfirmed,
    consent_after_emergency,
    critical_value_unacknowledged,
    critical_value_untreated,
    death_not_closed,
    dispensed_unreviewed,
    duplicate_live_referral,
    examination_without_order,
    expired_prescription_dispensed,
    follow_up_late,
    outcome_missing,
    paid_not_executed,
    process_steered,
    self_reviewed_prescription,
    sent_without_consent,
    step_repeated,
    step_skipped,
    task_late,
    wrong_order,
)

RULES: tuple[Rule, ...] = (
    sent_without_consent.RULE,
    consent_after_emergency.RULE,
    duplicate_live_referral.RULE,
    acceptance_late.RULE,
    accepted_without_arrangement.RULE,
    arrival_unconfirmed.RULE,
    admitted_elsewhere.RULE,
    outcome_missing.RULE,
    follow_up_late.RULE,
    death_not_closed.RULE,
    examination_without_order.RULE,
    critical_value_unacknowledged.RULE,
    critical_value_untreated.RULE,
    self_reviewed_prescription.RULE,
    dispensed_unreviewed.RULE,
    expired_prescription_dispensed.RULE,
    paid_not_executed.RULE,
    task_late.RULE,
    step_repeated.RULE,
    wrong_order.RULE,
    step_skipped.RULE,
    process_steered.RULE,
)
BY_CODE = {rule.code: rule for rule in RULES}

# Processes that are looked at after every advance. Any other one is looked at when an operator steers it, so that its hot path
# has nothing to do.
PROCESSES: tuple[str, ...] = tuple(dict.fromkeys(key for rule in RULES for key in rule.processes))


@cache
def rules_of(process_key: str) -> tuple[Rule, ...]:
    """The rules that look at this process, general ones included."""
    return tuple(rule for rule in RULES if rule.applies_to(process_key))


def covered(rules: Iterable[Rule]) -> frozenset[str]:
    """User tasks whose due date one of these rules judges."""
    return frozenset(activity_id for rule in rules for activity_id in rule.covers)
