"""What the lists of operations are narrowed by: process, version, organisation, step, age, text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine.actor import Actor
from engine.errors import InvalidInput
from engine.queries.definition_board import versions
from engine.selection import Selection, operated_organisations
from workflows.directory.queries.names import organisation_names

AGES = (
    ("", gettext_lazy("Any age")),
    ("1", gettext_lazy("Older than 1 day")),
    ("7", gettext_lazy("Older than 7 days")),
    ("30", gettext_lazy("Older than 30 days")),
    ("90", gettext_lazy("Older than 90 days")),
)
STATUSES = (
    ("", gettext_lazy("Every state")),
    ("live", gettext_lazy("Not ended")),
    ("running", gettext_lazy("Running")),
    ("suspended", gettext_lazy("Suspended")),
    ("completed", gettext_lazy("Completed")),
    ("terminated", gettext_lazy("Terminated")),
    ("cancelled", gettext_lazy("Cancelled")),
)


def selection_from(sent: Mapping[str, Any]) -> Selection:
    """Raises: InvalidInput for what the page does not offer."""
    status, age = str(sent.get("status", "")).strip(), str(sent.get("age", "")).strip()
    if status not in dict(STATUSES) or (age and not (age.isdecimal() and len(age) <= 5)):
        raise InvalidInput(_("Expected a state and an age that the page offers."))
    return Selection(
        process_key=str(sent.get("process_key", "")).strip()[:200],
        version=_number(sent, "version"),
        status=status,
        organisation_id=_number(sent, "organisation"),
        activity_id=str(sent.get("activity_id", "")).strip()[:200],
        older_than_days=int(age) if age else None,
        text=str(sent.get("business_key", "")).strip()[:100],
        has_incident=str(sent.get("incident", "")) == "1",
    )


def filter_context(actor: Actor, chosen: Selection, *, with_status: bool = False) -> dict[str, Any]:
    """Choices by their names in the reader's language."""
    places = organisation_names(operated_organisations(actor))
    rows = versions(actor)
    processes = {row.key: row.name for row in reversed(rows)}
    numbers = [row.version for row in rows if row.key == chosen.process_key]
    return {
        "chosen": chosen,
        "age": str(chosen.older_than_days or ""),
        "ages": AGES,
        "statuses": STATUSES if with_status else (),
        "processes": sorted(processes.items(), key=lambda pair: pair[1]),
        "version_numbers": numbers,
        "places": sorted(places.items(), key=lambda pair: str(pair[1])) if len(places) > 1 else (),
    }


def _number(sent: Mapping[str, Any], name: str) -> int | None:
    text = str(sent.get(name, "")).strip()
    if text and not (text.isdecimal() and len(text) <= 9):
        raise InvalidInput(_("Expected a number that the page offers."))
    return int(text) if text else None
