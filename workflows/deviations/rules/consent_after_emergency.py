"""The consent of an emergency referral was not entered in time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from workflows.deviations.history import History
from workflows.deviations.rule import MEDIUM, Finding, Parameter, Parameters, Rule, overdue

SETTLED = frozenset({"agreed", "refused", "unobtainable"})
PARAMETERS = {"limit": Parameter(timedelta(hours=24), "own proposal", "retro_entry_limit")}


def consent_after_emergency(history: History, parameters: Parameters, _now: datetime) -> Iterable[Finding]:
    """The consent "pending upload" of an emergency is entered, or its absence explained, within the limit.

    Units: hours from the sending; the boundary is inclusive. The clock ends with the process.
    Source: retro-entry with confirmation [8]; the limit is an own proposal, unsigned.
    """
    for sent in history.messages("message_sent", "ReferralRequest"):
        if history.value("urgency", sent.seq) != "emergency" or history.value("consent_status", sent.seq) in SETTLED:
            continue
        settled = (event for event in history.was_set("consent_status", sent.seq) if event.data["consent_status"] in SETTLED)
        due_at = sent.at + parameters["limit"]
        yield from overdue(f"sent:{sent.seq}", sent, due_at, next(settled, None), stopped=history.ending)


RULE = Rule(
    code="consent_after_emergency",
    find=consent_after_emergency,
    severity=MEDIUM,
    role="community_doctor",
    role_down="doctor",
    title=_("Consent missing after an emergency"),
    explanation=_("An emergency may leave without a signed consent; the paper, or why there is none, is entered soon after."),
    source="[8]",
    processes=("referral_out",),
    parameters=PARAMETERS,
    covers=("Task_retro_entry",),
)
