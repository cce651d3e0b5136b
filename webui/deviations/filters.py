"""What the list of deviations is narrowed by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine.actor import Actor
from engine.errors import InvalidInput
from webui.days import may_be_asked_for
from workflows.deviations.models import Deviation, Severity
from workflows.deviations.queries.ledger import UNJUDGED, LedgerFilter
from workflows.deviations.registry import RULES
from workflows.directory.queries.own_organisations import own_organisations

NOT_JUDGED = (UNJUDGED, gettext_lazy("Not judged yet"))


def filter_from(sent: Mapping[str, Any]) -> LedgerFilter:
    """Raises: InvalidInput for what the page does not offer."""
    asked = {name: str(sent.get(name, "")).strip() for name in ("rule", "severity", "status", "verdict", "organisation")}
    offered = {
        "rule": {rule.code for rule in RULES},
        "severity": set(Severity.values),
        "status": set(Deviation.Status.values),
        "verdict": {UNJUDGED, *Deviation.Verdict.values},
    }
    if any(asked[name] and asked[name] not in values for name, values in offered.items()):
        raise InvalidInput(_("Expected a filter that the page offers."))
    place = asked["organisation"]
    if place and not (place.isdecimal() and len(place) <= 9):
        raise InvalidInput(_("Expected a number that the page offers."))
    return LedgerFilter(
        organisation_id=int(place) if place else None,
        rule=asked["rule"],
        severity=asked["severity"],
        status=asked["status"],
        verdict=asked["verdict"],
        from_on=_day(sent, "from"),
        until_on=_day(sent, "until"),
        number=str(sent.get("number", "")).strip()[:32],
    )


def page_from(sent: Mapping[str, Any]) -> int:
    """Raises: InvalidInput."""
    page = str(sent.get("page", "1"))
    if not page.isdecimal() or len(page) > 6:
        raise InvalidInput(_("Expected the number of a page."))
    return max(1, int(page))


def filter_context(actor: Actor, chosen: LedgerFilter) -> dict[str, Any]:
    places = own_organisations(actor, permission="quality")
    return {
        "chosen": chosen,
        "rules": [(rule.code, rule.title) for rule in RULES],
        "severities": Severity.choices,
        "statuses": Deviation.Status.choices,
        "verdicts": [NOT_JUDGED, *Deviation.Verdict.choices],
        "places": places if len(places) > 1 else [],
    }


def _day(sent: Mapping[str, Any], name: str) -> date | None:
    text = str(sent.get(name, "")).strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(_("Expected a day such as 2026-03-02.")) from None
    if not may_be_asked_for(day):
        raise InvalidInput(_("Expected a day such as 2026-03-02."))
    return day
