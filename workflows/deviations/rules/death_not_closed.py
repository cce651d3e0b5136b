"""The patient has died, and the process goes on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from workflows.deviations.history import History
from workflows.deviations.rule import HIGH, JUST_AFTER, Finding, Parameter, Parameters, Rule

PARAMETERS = {"limit": Parameter(timedelta(hours=24), "own proposal")}


def death_not_closed(history: History, parameters: Parameters, _now: datetime) -> Iterable[Finding]:
    """Within the limit after a death is known, every process of the patient has ended.

    Units: hours from the first report of the death, or from the start if that is later; the boundary is inclusive.
    Put right: by the end of the process. Source: section 1; the limit is an own proposal, unsigned.
    """
    deaths = [told for told in history.facts.told if told.kind == "died"]
    if not deaths or history.start is None:
        return
    death = min(deaths, key=lambda told: told.at)
    due_at = max(death.at, history.start.at) + parameters["limit"]
    ending = history.ending
    if ending is not None and ending.at <= due_at:
        return
    told_here = next((event for event in history.was_set("outcome_result") if event.data["outcome_result"] == "died"), None)
    evidence = tuple(event.seq for event in (told_here or history.start, ending) if event is not None)
    about = death.case_id if death.case_id != history.facts.case_id else None
    yield Finding("death", due_at + JUST_AFTER, evidence, ending.at if ending else None, about=about)


RULE = Rule(
    code="death_not_closed",
    find=death_not_closed,
    severity=HIGH,
    role="community_doctor",
    role_down="doctor",
    title=_("Not closed after a death"),
    explanation=_("The patient's death is on record. What still runs is ended, so that nobody calls the family about it."),
    source="own proposal",
    processes=("referral_out", "referral_in"),
    parameters=PARAMETERS,
)
