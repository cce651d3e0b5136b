"""Acts on many that meet trouble: a pause after failures in a row; rehearsals and migrations that ask a calendar."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine import registry
from engine.calendars import BusinessCalendar, CalendarBook, hours_from_text
from engine.commands import run_bulk_operations as worker
from engine.commands.decide_bulk_operation import (
    DecideBulkOperation,
    confirm_bulk_operation,
    continue_bulk_operation,
    pause_bulk_operation,
    stop_bulk_operation,
)
from engine.commands.migrate_instance import MigrateInstance, migrate_instance
from engine.commands.plan_bulk_operation import PlanBulkOperation, plan_bulk_operation
from engine.commands.roll_back_migration import RollBackMigration, roll_back_migration
from engine.commands.suspend_instance import SuspendInstance, suspend_instance
from engine.errors import InvalidState
from engine.models import BulkOperation, ProcessInstance, Timer
from engine.queries.recorded_events import recorded_events
from engine.replay import rebuilt_state
from engine.selection import Selection
from tests.integration.engine.test_steering_many import publish_changed, start, work_off


def confirmed(head, cases, kind="suspend", **more) -> BulkOperation:
    operation = plan_bulk_operation(PlanBulkOperation(head, kind, Selection("consultation"), "Recall", **more))
    work_off()
    confirm_bulk_operation(DecideBulkOperation(head, operation.pk))
    return operation


def counts(operation) -> dict[str, int]:
    states = list(operation.items.values_list("state", flat=True))
    return {state: states.count(state) for state in sorted(set(states))}


def in_turn(operation) -> list[UUID]:
    return list(operation.items.order_by("pk").values_list("instance_id", flat=True))


@pytest.fixture
def cases(consultation, doctor):
    return [start(doctor, f"C-{number}") for number in range(6)]


def test_it_pauses_after_failures_in_a_row_and_goes_on_or_stops_at_a_word(cases, head, settings):
    # given an act on six of which three were changed after the preview
    settings.CARELANE_BULK_FAILURES = 2
    operation = plan_bulk_operation(PlanBulkOperation(head, "suspend", Selection("consultation"), "Recall"))
    work_off()
    for instance_id in in_turn(operation)[:3]:
        suspend_instance(SuspendInstance(head, instance_id, "Somebody was faster"))
    confirm_bulk_operation(DecideBulkOperation(head, operation.pk))

    # then it pauses after two, with the others as they were
    work_off()
    operation.refresh_from_db()
    assert (operation.state, operation.pause_cause) == ("paused", "failures")
    assert counts(operation) == {"failed": 2, "fits": 4}
    last = ProcessInstance.objects.get(pk=in_turn(operation)[5])
    assert last.status == "running"

    # and goes on when somebody has looked: one failure more is not two in a row
    continue_bulk_operation(DecideBulkOperation(head, operation.pk))
    work_off()
    operation.refresh_from_db()
    assert (operation.state, operation.pause_cause, counts(operation)) == ("done", "", {"done": 3, "failed": 3})


def test_stopped_after_its_failures_it_leaves_the_others_alone(cases, head, settings):
    settings.CARELANE_BULK_FAILURES = 1
    operation = plan_bulk_operation(PlanBulkOperation(head, "suspend", Selection("consultation"), "Recall"))
    work_off()
    first, *others = in_turn(operation)
    suspend_instance(SuspendInstance(head, first, "Somebody was faster"))
    confirm_bulk_operation(DecideBulkOperation(head, operation.pk))
    work_off()

    stop_bulk_operation(DecideBulkOperation(head, operation.pk))
    work_off()

    assert set(ProcessInstance.objects.filter(pk__in=others).values_list("status", flat=True)) == {"running"}


def test_failures_do_not_pause_it_where_nothing_is_left_or_the_setting_says_never(cases, head, settings):
    settings.CARELANE_BULK_FAILURES = 0
    operation = plan_bulk_operation(PlanBulkOperation(head, "suspend", Selection("consultation"), "Recall"))
    work_off()
    for case in cases:
        suspend_instance(SuspendInstance(head, case.id, "Somebody was faster"))
    confirm_bulk_operation(DecideBulkOperation(head, operation.pk))
    work_off()
    operation.refresh_from_db()
    assert (operation.state, counts(operation)) == ("done", {"failed": 6})


def test_a_pause_holds_for_what_a_worker_has_leased_already(cases, head, monkeypatch):
    # given a worker that has all six when somebody pauses after the first
    operation = confirmed(head, cases)
    real = worker.perform

    def pause_after(asked, instance):
        real(asked, instance)
        BulkOperation.objects.filter(pk=operation.pk).update(state="paused")

    monkeypatch.setattr(worker, "perform", pause_after)
    worker.run_bulk_operations()
    assert counts(operation) == {"done": 1, "fits": 5}
    with pytest.raises(InvalidState):
        pause_bulk_operation(DecideBulkOperation(head, operation.pk))

    monkeypatch.setattr(worker, "perform", real)
    continue_bulk_operation(DecideBulkOperation(head, operation.pk))
    work_off()
    assert counts(operation) == {"done": 6}


CLINIC = BusinessCalendar(key="clinic", zone="Asia/Shanghai", week=(hours_from_text("08:00-17:00"),) * 5 + ((), ()))
BY_CALENDAR = (
    ('id="late" attachedToRef="review"><timerEventDefinition>',
     'id="overdue" attachedToRef="review"><timerEventDefinition carelane:calendar="clinic">'),
    ('sourceRef="late"', 'sourceRef="overdue"'),
)  # fmt: skip


@pytest.fixture
def clinic(monkeypatch):
    """The ward's directory has one calendar."""
    books = registry.Calendars()
    books.register(lambda _organisation_id: CalendarBook([CLINIC]), lambda _versions: CalendarBook([CLINIC]))
    monkeypatch.setattr(registry, "calendars", books)


def moments(case) -> dict[str, str]:
    """Of its limits, by their ids."""
    rows = Timer.objects.filter(instance_id=case.id).values_list("activity_id", "due_at")
    return {activity_id: due_at.isoformat() for activity_id, due_at in rows}


def test_a_limit_that_begins_by_migration_counts_by_the_calendar_and_the_old_one_comes_back_as_it_was(case, head, clinic, clock):
    # given a limit of 24 h, and a version with 24 working hours under another name
    source, before = case.row.definition, moments(case)
    target = publish_changed(*BY_CALENDAR)
    clock.advance(hours=5)

    # when it is migrated
    migrate_instance(MigrateInstance(head, case.id, "New hours", target.pk))

    # then the new limit counts working hours from now, in the calendar's zone
    after = moments(case)
    assert set(after) == {"remind", "overdue"}
    assert after["overdue"] == "2026-03-05T02:00:00+00:00"
    (told,) = [event for event in recorded_events(case.id) if event.kind == "instance_migrated"]
    assert told.data["calendars"] == {"clinic": CalendarBook([CLINIC]).version("clinic")}
    assert rebuilt_state(case.id) == case.row.state

    # and on the way back the old one has the moment that it had
    clock.advance(hours=2)
    migrate_instance(MigrateInstance(head, case.id, "Back", source.pk))
    assert moments(case) == before
    assert rebuilt_state(case.id) == case.row.state


def test_the_rehearsal_says_who_lacks_the_calendar(case, head):
    target = publish_changed(*BY_CALENDAR)
    operation = plan_bulk_operation(PlanBulkOperation(head, "migrate", Selection("consultation", 1), "New hours", {}, target.pk))
    work_off()

    item = operation.items.get()
    assert item.state == "blocked"
    assert "clinic" in item.message_en


def test_a_migration_that_is_taken_back_brings_the_limits_of_all_back(cases, head, clinic, clock):
    before = [moments(case) for case in cases]
    target = publish_changed(*BY_CALENDAR)
    operation = plan_bulk_operation(PlanBulkOperation(head, "migrate", Selection("consultation", 1), "New hours", {}, target.pk))
    work_off()
    confirm_bulk_operation(DecideBulkOperation(head, operation.pk))
    work_off()
    assert all("overdue" in moments(case) for case in cases)
    clock.advance(hours=3)

    back = roll_back_migration(RollBackMigration(head, operation.pk, "Wrong hours"))
    work_off()
    confirm_bulk_operation(DecideBulkOperation(head, back.pk))
    work_off()

    assert [moments(case) for case in cases] == before
