"""Scripted outpatient visits: histories as the engine records them, with the ids of the shipped models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

from engine import feel
from workflows.deviations.finding import find
from workflows.deviations.history import History, HistoryEvent

SIDES = (-1, 0, 1)  # seconds after a limit
DOCTOR, PHARMACIST, NURSE, DISPENSER = 11, 12, 13, 14
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai


@dataclass
class Visit:
    """The history of one visit, as it grows."""

    now: datetime = START
    events: list[HistoryEvent] = field(default_factory=list)
    token: int = 100

    def __post_init__(self) -> None:
        self.note("instance_started", "outpatient_visit")
        limits = {"acknowledge_limit": {"@dur": "PT5M"}, "treat_limit": {"@dur": "PT5M"}}
        self.note("variables_set", "Script_critical_limits", data=limits)

    def note(
        self, kind: str, activity_id: str = "", token: int = 2, by: int | None = None, data: Mapping[str, Any] | None = None
    ) -> None:
        self.events.append(HistoryEvent(len(self.events) + 1, self.now, kind, activity_id, token, by, data or {}))

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)

    def begin(self, activity_id: str) -> int:
        self.token += 1
        self.note("activity_started", activity_id, self.token)
        return self.token

    def end(self, activity_id: str, token: int, by: int | None = None, **values: Any) -> None:
        if values:
            self.note("variables_set", activity_id, token, by, values)
        self.note("activity_completed", activity_id, token, by)

    def did(self, activity_id: str, by: int | None = None, **values: Any) -> None:
        self.end(activity_id, self.begin(activity_id), by, **values)

    def prescribed(self, *, review: str | None = "approve", by: int = PHARMACIST, days: int = 1) -> None:
        valid_until = (START + timedelta(days=days)).replace(hour=15, minute=59, second=59)
        self.did("Task_prescribe", DOCTOR, prescribe_decision="issue")
        self.did("Script_issue", prescription_valid_until=feel.to_json(feel.to_feel(valid_until)))
        if review is not None:
            self.did("Task_review_prescription", by, pharmacist_decision=review)
        self.did("Call_prescription", prescription_status="approved")

    def found(self) -> Counter[str]:
        history = History("outpatient_visit", tuple(self.events))
        return Counter(rule.code for rule, _finding in find(history, self.now).findings)


@dataclass(frozen=True)
class PlantedVisit:
    name: str
    play: Callable[[Visit], None]
    expected: tuple[str, ...]


def reviews() -> Iterator[PlantedVisit]:
    for decision in ("approve", "query", "reject", None):

        def play(visit: Visit, decision: str | None = decision) -> None:
            visit.prescribed(review=decision)
            visit.did("Task_dispense", DISPENSER)

        yield PlantedVisit(
            f"dispensed after the review said {decision}", play, () if decision == "approve" else ("dispensed_unreviewed",)
        )

    def rewritten(visit: Visit) -> None:
        visit.prescribed()
        visit.did("Task_prescribe", DOCTOR)
        visit.did("Task_dispense", DISPENSER)

    yield PlantedVisit("dispensed after it was written anew", rewritten, ("dispensed_unreviewed",))

    def approved_at_last(visit: Visit) -> None:
        visit.prescribed(review="reject")
        visit.prescribed()
        visit.did("Task_dispense", DISPENSER)

    yield PlantedVisit("dispensed after the second review", approved_at_last, ())
    for reviewer, later in product((DOCTOR, PHARMACIST), (True, False)):

        def own(visit: Visit, reviewer: int = reviewer, later: bool = later) -> None:
            visit.prescribed(by=reviewer)
            if later:
                visit.did("Task_review_prescription", PHARMACIST, pharmacist_decision="approve")
            visit.did("Task_dispense", DISPENSER)

        expected = ("self_reviewed_prescription",) if reviewer == DOCTOR else ()
        yield PlantedVisit(f"reviewed by {reviewer}{' and again' if later else ''}", own, expected)

    def answered(visit: Visit) -> None:
        visit.prescribed(review="query")
        visit.did("Task_answer_query", PHARMACIST)
        visit.did("Task_review_prescription", PHARMACIST, pharmacist_decision="approve")

    yield PlantedVisit("the pharmacist answered the own query", answered, ("self_reviewed_prescription",))


def expiry() -> Iterator[PlantedVisit]:
    for days, seconds in product((0, 1, 2), SIDES):

        def play(visit: Visit, days: int = days, seconds: int = seconds) -> None:
            visit.prescribed(days=days)
            end = (START + timedelta(days=days)).replace(hour=15, minute=59, second=59)
            visit.wait(seconds=(end - visit.now).total_seconds() + seconds)
            visit.did("Task_dispense", DISPENSER)

        expected = ("expired_prescription_dispensed",) if seconds > 0 else ()
        yield PlantedVisit(f"valid {days + 1} days, dispensed {seconds:+d} s", play, expected)

    def renewed(visit: Visit) -> None:
        visit.prescribed(days=0)
        visit.wait(hours=20)
        valid_until = feel.to_json(feel.to_feel(visit.now + timedelta(hours=5)))
        visit.did("Script_renew", prescription_valid_until=valid_until)
        visit.did("Task_dispense", DISPENSER)

    yield PlantedVisit("renewed before it was dispensed", renewed, ())


def examinations() -> Iterator[PlantedVisit]:
    for kind, ordered, done in product(("laboratory", "radiology"), (0, 1, 2), (0, 1, 2)):

        def play(visit: Visit, kind: str = kind, ordered: int = ordered, done: int = done) -> None:
            visit.did("Task_consultation", DOCTOR, **{f"{kind}_tests": ["potassium", "glucose"][:ordered]})
            visit.did("Script_collect_results", **{f"{kind}_tests": []})
            for _each in range(done):
                visit.did(f"Task_perform_{kind}", 15)

        expected = ("examination_without_order",) * max(0, done - ordered)
        yield PlantedVisit(f"{kind}: {ordered} ordered, {done} done", play, expected)

    def more(visit: Visit) -> None:
        visit.did("Task_consultation", DOCTOR, laboratory_tests=["potassium"])
        visit.did("Task_perform_laboratory", 15)
        visit.did("Task_review_results", DOCTOR, laboratory_tests=["glucose"], radiology_tests=None)
        visit.did("Task_perform_laboratory", 15)

    yield PlantedVisit("a second order after the results", more, ())

    def other_kind(visit: Visit) -> None:
        visit.did("Task_consultation", DOCTOR, laboratory_tests=["potassium"])
        visit.did("Task_perform_radiology", 15)

    yield PlantedVisit("another kind than ordered", other_kind, ("examination_without_order",))


def payments() -> Iterator[PlantedVisit]:
    ways = (
        ("Task_pay", "Task_dispense"),
        ("Task_pay", "Task_refund"),
        ("Script_settle_prepaid", "Task_dispense"),
        ("Task_pay", ""),
    )
    for (pays, settles), seconds in product(ways, SIDES):

        def play(visit: Visit, pays: str = pays, settles: str = settles, seconds: int = seconds) -> None:
            visit.prescribed(days=3)
            visit.did(pays, 16)
            visit.wait(hours=24, seconds=seconds)
            if settles:
                visit.did(settles, DISPENSER)
                visit.wait(seconds=0.001)

        expected = ("paid_not_executed",) if seconds > 0 else ()
        yield PlantedVisit(f"{pays}, {settles or 'nothing'} {seconds:+d} s", play, expected)

    def ended(visit: Visit) -> None:
        visit.prescribed()
        visit.did("Task_pay", 16)
        visit.note("instance_completed")

    yield PlantedVisit("the visit ended without the medicine", ended, ("paid_not_executed",))

    def no_medicine(visit: Visit) -> None:
        visit.did("Task_pay", 16)
        visit.note("instance_completed")

    yield PlantedVisit("nothing to fetch", no_medicine, ())


def critical_values() -> Iterator[PlantedVisit]:
    for is_done, seconds in product((True, False), SIDES):

        def acknowledge(visit: Visit, is_done: bool = is_done, seconds: int = seconds) -> None:
            token = visit.begin("Task_acknowledge_critical")
            visit.wait(minutes=5, seconds=seconds)
            if is_done:
                visit.end("Task_acknowledge_critical", token, NURSE)
                visit.wait(seconds=0.001)

        def treat(visit: Visit, is_done: bool = is_done, seconds: int = seconds) -> None:
            visit.did("Task_acknowledge_critical", NURSE)
            token = visit.begin("Task_treat_critical")
            visit.wait(minutes=5, seconds=seconds)
            if is_done:
                visit.end("Task_treat_critical", token, DOCTOR)
                visit.wait(seconds=0.001)

        done, is_late = "done" if is_done else "open", seconds > 0
        expected = ("critical_value_unacknowledged",) if is_late else ()
        yield PlantedVisit(f"acknowledge {done} {seconds:+d} s", acknowledge, expected)
        yield PlantedVisit(f"treat {done} {seconds:+d} s", treat, ("critical_value_untreated",) if is_late else ())

    def side_by_side(visit: Visit) -> None:
        first, second = (visit.begin("Task_acknowledge_critical") for _each in range(2))
        visit.wait(minutes=4)
        visit.end("Task_acknowledge_critical", second, NURSE)
        visit.wait(minutes=2)
        visit.end("Task_acknowledge_critical", first, NURSE)

    yield PlantedVisit("two values side by side, one of them late", side_by_side, ("critical_value_unacknowledged",))


def all_visits() -> list[PlantedVisit]:
    return [case for cases in (reviews, expiry, examinations, payments, critical_values) for case in cases()]
