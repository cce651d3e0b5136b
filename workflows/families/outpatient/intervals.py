"""How long each part of a visit took, read from its history alone. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.translation import gettext_lazy as _

from engine import feel

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class HistoryEvent(Protocol):
    @property
    def at(self) -> datetime: ...
    @property
    def kind(self) -> str: ...
    @property
    def activity_id(self) -> str: ...
    @property
    def token_id(self) -> int | None: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Measure:
    """A part of the visit: the sum of the times in which one of `activities` stood open, or from a field's moment on.

    `since_field`: the form field that says when the patient came; then the time runs from it to the completion.
    """

    key: str
    label: StrOrPromise
    is_care: bool  # the short one: time with the doctor
    activities: tuple[str, ...]
    since_field: str = ""


# "Three long, one short" 三长一短: long to register, to pay and to fetch medicine; short with the doctor.
MEASURES: tuple[Measure, ...] = (
    Measure("registering", _("Registering"), False, ("Task_check_in",), "arrived_at"),
    Measure("triage", _("Triage"), False, ("Task_triage",)),
    Measure("waiting", _("Waiting for the doctor"), False, ("Task_call_in",)),
    Measure("consultation", _("With the doctor"), True, ("Task_consultation", "Task_review_results")),
    Measure("examination", _("Examinations"), False, ("Call_examinations",)),
    Measure("review", _("Prescription and review"), False, ("Call_prescription",)),
    Measure("paying", _("Paying"), False, ("Task_pay",)),
    Measure("medicine", _("Fetching medicine"), False, ("Task_dispense",)),
)


def intervals(events: Iterable[HistoryEvent]) -> dict[str, timedelta]:
    """By measure; what did not happen, or is not over, is left out. `events`: one visit's, in order.

    Units: exact times of the engine's clock; a step that was opened twice (a loop) counts twice.
    """
    started: dict[tuple[str, int | None], datetime] = {}
    spent: dict[str, timedelta] = {}
    fields: dict[str, datetime] = {}
    for event in events:
        if event.kind == "variables_set":
            fields |= _moments(event.data)
        elif event.kind == "activity_started":
            started[event.activity_id, event.token_id] = event.at
        elif event.kind == "activity_completed":
            begun = started.pop((event.activity_id, event.token_id), None)
            for measure in MEASURES:
                if event.activity_id not in measure.activities:
                    continue
                since = fields.get(measure.since_field, begun) if measure.since_field else begun
                if since is not None:
                    length = max(timedelta(0), event.at - since)
                    spent[measure.key] = spent.get(measure.key, timedelta(0)) + length
    return spent


_FIELDS = {measure.since_field for measure in MEASURES if measure.since_field}


def _moments(data: Mapping[str, Any]) -> dict[str, datetime]:
    wanted = {name: value for name, value in data.items() if name in _FIELDS and value is not None}
    return {name: value for name, value in feel.from_json(wanted).items() if isinstance(value, datetime)} if wanted else {}
