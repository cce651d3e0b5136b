"""The same problem of the same patient is being referred twice at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from workflows.deviations.history import CaseFacts, History, OtherReferral
from workflows.deviations.rule import MEDIUM, Finding, Parameters, Rule


def duplicate_live_referral(history: History, _parameters: Parameters, _now: datetime) -> Iterable[Finding]:
    """Another referral of the patient for the same problem was live when this one was opened, or became one for it.

    The later of the two has the finding, once for each earlier one. Due: at the opening; no limit.
    Exempt: an emergency on either side. Problems are the same when they differ in spaces and case only.
    Put right: when one of the two ends. Source: section 1 [32].
    """
    facts = history.facts
    if facts.opened_at is None or facts.urgency == "emergency" or history.start is None:
        return
    for other in facts.others:
        if other.urgency == "emergency" or not _is_same(facts.problem, other.problem) or not _is_earlier(other, facts):
            continue
        if other.closed_at is not None and other.closed_at <= facts.opened_at:
            continue
        ends = [at for at in (other.closed_at, facts.closed_at) if at is not None]
        evidence = (history.start.seq,)
        yield Finding(f"case:{other.case_id}", facts.opened_at, evidence, min(ends, default=None), about=other.case_id)


def _is_earlier(other: OtherReferral, facts: CaseFacts) -> bool:
    assert facts.opened_at is not None and facts.case_id is not None
    return (other.opened_at, other.case_id) < (facts.opened_at, facts.case_id)


def _is_same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


RULE = Rule(
    code="duplicate_live_referral",
    find=duplicate_live_referral,
    severity=MEDIUM,
    role="community_doctor",
    role_down="doctor",
    title=_("Duplicate live referral"),
    explanation=_("Two referrals of the same patient for the same problem were open at once. One of them should be cancelled."),
    source="[32]",
    processes=("referral_out",),
)
