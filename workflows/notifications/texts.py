"""What notifications say: one sentence per key, in the reader's language. Cases go by number, never by a patient's name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from workflows.directory.models.names import in_language

# What a text may be filled with. Everything else is refused when the notification is queued.
PARAMETERS = frozenset(
    {
        "number",
        "level",
        "task_en",
        "task_zh",
        "from_en",
        "from_zh",
        "to_en",
        "to_zh",
        "department_en",
        "department_zh",
        "phone",
        "limit",
    }
)

TEXTS: Mapping[str, Any] = {
    "escalation.reminder": gettext_lazy("Referral %(number)s still waits for a decision: its limit has passed."),
    "escalation.acceptance": gettext_lazy("Referral %(number)s was not decided within its limit (level %(level)s)."),
    "escalation.arrival": gettext_lazy("The arrival of referral %(number)s is not confirmed within its limit (level %(level)s)."),
    "escalation.outcome": gettext_lazy("The outcome of referral %(number)s is missing (level %(level)s)."),
    "escalation.review": gettext_lazy("Referral %(number)s waits for its review before sending (level %(level)s)."),
    "escalation.follow_up": gettext_lazy("The follow-up of referral %(number)s is overdue (level %(level)s)."),
    "escalation.visit_waiting": gettext_lazy("The patient of visit %(number)s waits too long (level %(level)s)."),
    "escalation.critical_acknowledge": gettext_lazy(
        "A critical value of visit %(number)s was not acknowledged within its limit (level %(level)s)."
    ),
    "escalation.critical_treat": gettext_lazy(
        "A critical value of visit %(number)s was not treated within its limit (level %(level)s)."
    ),
    "escalation.prescription_review": gettext_lazy("The prescription of visit %(number)s waits for review (level %(level)s)."),
    "escalation.overdue": gettext_lazy("A step of %(number)s is overdue (level %(level)s)."),
    "visit.result_ready": gettext_lazy("A result of visit %(number)s is ready."),
    "visit.critical_value": gettext_lazy("Critical value for visit %(number)s: acknowledge it now."),
    "visit.prescription_rejected": gettext_lazy("The pharmacist rejected the prescription of visit %(number)s: see the reason."),
    "process.retired": gettext_lazy(
        "The process “%(task)s” was retired: nothing new starts with it. The studio shows the reason."
    ),
    "referral.sent": gettext_lazy("New referral %(number)s from %(from)s."),
    "referral.emergency": gettext_lazy(
        "Emergency: referral %(number)s from %(from)s is on its way to %(department)s. Call back: %(phone)s."
    ),
    "referral.out_returned": gettext_lazy("Referral %(number)s was returned by the review: please change it."),
    "referral.out_rejected": gettext_lazy("Referral %(number)s was not approved by the review."),
    "referral.accepted": gettext_lazy("%(to)s accepted referral %(number)s."),
    "referral.rejected": gettext_lazy("%(to)s rejected referral %(number)s: see the reason."),
    "referral.referred_onward": gettext_lazy("%(to)s referred %(number)s onward."),
    "referral.scheduled": gettext_lazy("%(to)s gave referral %(number)s an appointment."),
    "referral.no_show": gettext_lazy("The patient of referral %(number)s did not arrive at %(to)s."),
    "referral.arrived": gettext_lazy("The patient of referral %(number)s arrived at %(to)s."),
    "referral.outcome_sent": gettext_lazy("%(to)s sent the outcome of referral %(number)s back."),
    "referral.cancelled": gettext_lazy("Referral %(number)s from %(from)s was cancelled."),
}


def render(text_key: str, params: Mapping[str, Any]) -> str:
    """The sentence in the active language. A key that a newer release wrote reads as a general sentence, never as an error."""
    values: dict[str, Any] = dict.fromkeys(("number", "level", "phone", "limit"), "")
    values |= {name: str(value) for name, value in params.items()}
    for name in ("task", "from", "to", "department"):
        values[name] = in_language(str(params.get(f"{name}_en", "")), str(params.get(f"{name}_zh", "")))
    text = TEXTS.get(text_key)
    if text is None:
        return gettext("There is news about %(number)s.") % values
    return str(text) % values
