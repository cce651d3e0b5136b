"""A referral left the organisation without the patient's consent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from workflows.deviations.history import History
from workflows.deviations.rule import HIGH, Finding, Parameters, Rule


def sent_without_consent(history: History, _parameters: Parameters, _now: datetime) -> Iterable[Finding]:
    """Each referral request that was sent while the consent did not say "agreed".

    Due: at the sending; no limit. Exempt: emergencies, whose consent follows (`consent_after_emergency`).
    Put right: when consent is recorded later. Source: section 1, forms [8].
    """
    for sent in history.messages("message_sent", "ReferralRequest"):
        if history.value("urgency", sent.seq) == "emergency" or history.value("consent_status", sent.seq) == "agreed":
            continue
        agreed = (event for event in history.was_set("consent_status", sent.seq) if event.data["consent_status"] == "agreed")
        later = next(agreed, None)
        evidence = (sent.seq,) if later is None else (sent.seq, later.seq)
        yield Finding(f"sent:{sent.seq}", sent.at, evidence, later.at if later else None, sent.activity_id)


RULE = Rule(
    code="sent_without_consent",
    find=sent_without_consent,
    severity=HIGH,
    role="community_doctor",
    role_down="doctor",
    title=_("Sent without consent"),
    explanation=_("The referral was sent before the patient or guardian had agreed. Only an emergency may be signed later."),
    source="[8]",
    processes=("referral_out",),
)
