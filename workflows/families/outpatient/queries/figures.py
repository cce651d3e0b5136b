""" "Three long, one short": medians of the waits and of the time with the doctor, over the visits that ended in a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from engine.actor import Actor
from engine.queries.recorded_events import recorded_events
from workflows.cases.models import Case
from workflows.cases.visit_stages import VisitStage
from workflows.directory.access import organisations_with
from workflows.families.outpatient.intervals import MEASURES, Measure, intervals

MOST_VISITS = 500


@dataclass(frozen=True, slots=True)
class Figure:
    measure: Measure
    count: int  # visits in which it happened
    median_minutes: float | None
    longest_minutes: float | None
    longest_number: str  # of the visit

    def share(self, of: float) -> int:
        """Percent of the longest bar."""
        return round(100 * self.median_minutes / of) if self.median_minutes and of else 0


@dataclass(frozen=True, slots=True)
class Figures:
    visits: int
    is_cut: bool  # more visits than are counted at once
    rows: tuple[Figure, ...]
    issued: int
    reviewed: int
    critical: int
    critical_in_limit: int

    @property
    def waiting_minutes(self) -> float:
        return sum(row.median_minutes or 0 for row in self.rows if not row.measure.is_care)

    @property
    def care_minutes(self) -> float:
        return sum(row.median_minutes or 0 for row in self.rows if row.measure.is_care)

    @property
    def bars(self) -> list[tuple[Figure, int]]:
        of = max((row.median_minutes or 0 for row in self.rows), default=0)
        return [(row, row.share(of)) for row in self.rows]


def figures(actor: Actor, since: datetime, until: datetime, *, department: str = "") -> Figures:
    """Of visits that were closed in the period, in organisations where the actor may see the clinics; the newest first.

    Denominators: for each measure the visits in which it happened; prescriptions: those that were issued; critical values:
    those that were released. A critical value is in its limit if neither of its limits fired.
    """
    closed = Case.objects.filter(
        kind=Case.Kind.VISIT,
        stage=VisitStage.CLOSED,
        closed_at__gte=since,
        closed_at__lt=until,
        from_organisation_id__in=organisations_with(actor, "read_visits"),
    )
    if department:
        closed = closed.filter(to_department=department)
    rows = list(closed.order_by("-closed_at").values_list("number", "instances__instance_id")[: MOST_VISITS + 1])
    spent: dict[str, list[tuple[timedelta, str]]] = {measure.key: [] for measure in MEASURES}
    counts = dict.fromkeys(("issued", "reviewed", "critical", "critical_in_limit"), 0)
    for number, instance_id in rows[:MOST_VISITS]:
        events = recorded_events(instance_id) if instance_id else []
        for key, length in intervals(events).items():
            spent[key].append((length, number))
        for key, count in _counted(events).items():
            counts[key] += count
    return Figures(
        visits=min(len(rows), MOST_VISITS),
        is_cut=len(rows) > MOST_VISITS,
        rows=tuple(_figure(measure, spent[measure.key]) for measure in MEASURES),
        **counts,
    )


def _figure(measure: Measure, found: list[tuple[timedelta, str]]) -> Figure:
    if not found:
        return Figure(measure, 0, None, None, "")
    longest, number = max(found)
    middle = median(length.total_seconds() / 60 for length, _number in found)
    return Figure(measure, len(found), round(middle, 1), round(longest.total_seconds() / 60, 1), number)


def _counted(events: list[Any]) -> Mapping[str, int]:
    """What the indicators count, from one visit's history."""
    done = [event.activity_id for event in events if event.kind == "activity_completed"]
    late = {event.activity_id for event in events if event.kind == "timer_fired"}
    critical = done.count("Service_release_critical")
    is_late = bool(late & {"Boundary_acknowledge_limit", "Boundary_treat_limit"})
    issued = done.count("Script_issue")
    return {
        "issued": issued,
        "reviewed": min(issued, done.count("Task_review_prescription")),
        "critical": critical,
        "critical_in_limit": 0 if is_late else critical,
    }
