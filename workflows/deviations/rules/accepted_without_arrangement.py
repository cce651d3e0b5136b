"""A referral was accepted without a time or a department for the patient."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from workflows.deviations.history import History, HistoryEvent
from workflows.deviations.rule import MEDIUM, Finding, Parameters, Rule

ACCEPTED = frozenset({"accept", "accepted"})


def accepted_without_arrangement(history: History, _parameters: Parameters, _now: datetime) -> Iterable[Finding]:
    """Each acceptance that names no department, or, unless it is an emergency, no slot.

    Due: with the decision; no limit. Exempt: the slot of an emergency, which goes straight into transit.
    Put right: when department and slot are both set, or the process ends. Source: arrangement on the slip [8].
    """
    for decision in history.messages("message_sent", "ReferralDecision"):
        if (decision.data.get("payload") or {}).get("decision") not in ACCEPTED or _is_arranged(history, decision.seq):
            continue
        later = _arranged_after(history, decision) or history.ending
        evidence = (decision.seq,) if later is None else (decision.seq, later.seq)
        yield Finding(f"decision:{decision.seq}", decision.at, evidence, later.at if later else None, decision.activity_id)


def _is_arranged(history: History, seq: int) -> bool:
    if not history.value("accepting_department", seq):
        return False
    return history.value("urgency", seq) == "emergency" or history.value("slot_at", seq) is not None


def _arranged_after(history: History, decision: HistoryEvent) -> HistoryEvent | None:
    for event in history.of_kind("variables_set"):
        is_about = not {"slot_at", "accepting_department"}.isdisjoint(event.data)
        if event.seq > decision.seq and is_about and _is_arranged(history, event.seq):
            return event
    return None


RULE = Rule(
    code="accepted_without_arrangement",
    find=accepted_without_arrangement,
    severity=MEDIUM,
    role="referral_office",
    role_down="community_head",
    title=_("Accepted without arrangement"),
    explanation=_("The receiver said yes, but the patient lacks a department or a time to come. Emergencies need no time."),
    source="[8]",
    processes=("referral_in",),
)
