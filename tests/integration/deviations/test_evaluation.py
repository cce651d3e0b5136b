"""Findings appear at the moment of the limit, once a cause, and keep their row when they are put right."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError

from engine import clock as engine_clock
from engine import registry
from engine.jobs import sweep_until_idle
from tests.processes.referral import steps
from workflows.deviations import evaluation
from workflows.deviations.evaluation import evaluate, evaluate_due
from workflows.deviations.models import Deviation, PatientFact, Watch
from workflows.deviations.watching import look_at

DECISION = {"decision": "accepted", "slot_at": steps.SLOT, "accepting_department": "cardiology", "receiving_doctor": "lin.hao"}


def rules() -> list[str]:
    return sorted(Deviation.objects.values_list("rule", flat=True))


def test_an_orderly_referral_has_none(sent, do, clock, look):
    do("chen.min", "Task_decide", DECISION)
    clock.advance(hours=26)
    do("lin.hao", "Task_arrival", {"arrival": "arrived", "arrived_at": "2026-03-03T09:00:00+08:00", "identity_checked": True})
    do("lin.hao", "Task_treat", {"care_setting": "outpatient"})
    do("lin.hao", "Task_outcome_slip", steps.OUTCOME)
    do("su.yan", "Task_accept_outcome", {"outcome_accepted": True})
    do("su.yan", "Task_follow_up", steps.VISIT)
    look()
    assert rules() == []
    assert not Watch.objects.exists()  # nothing runs any more, so nothing is watched


def test_the_clock_rings_just_after_the_limit_and_not_at_it(sent, clock, work, look):
    # given a request at the hospital, looked at after its last event
    look()
    receiver = sent.instances.get(role="receiver").instance_id
    assert Watch.objects.get(pk=receiver).due_at == engine_clock.now() + timedelta(hours=24, microseconds=1)

    # when 24 hours have passed to the second, then nothing is late
    clock.advance(hours=24)
    assert look() == 0

    # when a moment more has passed, then the decision is late, since that moment
    clock.advance(seconds=1)
    assert look() > 0
    found = Deviation.objects.get()
    assert (found.rule, found.status, found.organisation.code) == ("acceptance_late", "open", "yuanshan")
    assert found.occurred_at == engine_clock.now() - timedelta(seconds=1) + timedelta(microseconds=1)
    assert found.case == sent


def test_put_right_keeps_the_row(late, do, clock, look):
    clock.advance(hours=1)
    do("chen.min", "Task_decide", {**DECISION, "slot_at": "2026-03-04T09:00:00+08:00"})
    look()
    late.refresh_from_db()
    assert (late.status, late.resolved_at) == ("righted", engine_clock.now())
    assert len(late.evidence) == 2
    assert rules() == ["acceptance_late"]


def test_the_same_cause_gives_one_row_however_often_it_is_looked_at(late, sent, look):
    for _again in range(3):
        look_at(sent.instances.values_list("instance_id", flat=True), engine_clock.now())
        look()
    assert rules() == ["acceptance_late"]
    assert Deviation.objects.get().pk == late.pk


def test_a_crash_after_the_findings_gives_nothing_double(sent, clock, work, look, monkeypatch):
    # given an evaluation that dies just before its commit
    clock.advance(hours=25)
    work()
    monkeypatch.setattr(evaluation, "_set_clock", lambda *_: (_ for _ in ()).throw(RuntimeError("killed")))
    with pytest.raises(RuntimeError):
        evaluate(sent.instances.get(role="receiver").instance_id, engine_clock.now())
    assert rules() == []

    # when another worker looks again
    monkeypatch.undo()
    look()

    # then the finding is there once
    assert rules() == ["acceptance_late"]


def test_a_failing_rule_is_put_off_and_holds_nobody_up(sent, clock, work, look, monkeypatch):
    receiver = sent.instances.get(role="receiver").instance_id
    read = evaluation.read_history

    def broken(instance_id):
        if instance_id == receiver:
            raise ValueError("no such history")
        return read(instance_id)

    monkeypatch.setattr(evaluation, "read_history", broken)
    assert look() == 1  # the sender's instance
    row = Watch.objects.get(pk=receiver)
    assert row.failures == 1
    assert row.retry_at > engine_clock.real_now()
    assert evaluate_due() == 0


def test_the_beat_fires_the_clock(sent, clock, look, monkeypatch):
    """The sweep of the engine is what evaluates; nothing else has to run."""
    assert evaluate_due in registry.sweeps.work()
    clock.advance(hours=25)
    sweep_until_idle()
    assert "acceptance_late" in rules()


def test_an_event_that_is_rolled_back_asks_for_nothing(sent, look, do):
    look()
    before = set(Watch.objects.values_list("pk", "due_at"))
    from django.db import transaction

    with pytest.raises(DatabaseError), transaction.atomic():
        do("chen.min", "Task_decide", DECISION)
        raise DatabaseError
    assert set(Watch.objects.values_list("pk", "due_at")) == before


def test_processes_without_rules_are_left_alone(region):
    heard = registry.listeners.of_process("some_other_process")
    assert "command" not in heard
    assert "token_moved" in heard


def test_an_admission_elsewhere_concerns_the_patients_other_referral(sent, refer, do, slip, clock, work, look, organisation):
    # given the same patient's emergency, admitted at another hospital, while the first referral waits for its slot
    do("chen.min", "Task_decide", {**DECISION, "slot_at": "2026-03-12T09:00:00+08:00"})
    refer(urgency="emergency", problem="Collapse")
    do("su.yan", "Task_slip", {**slip, "to_organisation_id": organisation("tcm").pk, "urgency": "emergency"})
    assert "duplicate_live_referral" not in rules()
    from engine.models import UserTask

    arrival = UserTask.objects.get(activity_id="Task_arrival", organisation_id=organisation("tcm").pk, ended_at=None)
    from engine.actor import SYSTEM
    from engine.commands.complete_user_task import CompleteUserTask, complete_user_task

    clock.advance(hours=1)
    at = engine_clock.now().isoformat()
    values = {"arrival": "arrived", "arrived_at": at, "identity_checked": True}
    complete_user_task(CompleteUserTask(SYSTEM, arrival.pk, values, arrival.version))
    work()
    treat = UserTask.objects.get(activity_id="Task_treat", ended_at=None)
    values = {"care_setting": "inpatient", "inpatient_number": "26-1"}
    complete_user_task(CompleteUserTask(SYSTEM, treat.pk, values, treat.version))
    work()

    # when the limit passes
    look()
    assert PatientFact.objects.get().kind == "admitted"
    assert "admitted_elsewhere" not in rules()
    clock.advance(hours=24, seconds=1)
    work()
    look()

    # then the sender of the first one has the finding, which names the other
    found = Deviation.objects.get(rule="admitted_elsewhere")
    assert (found.case, found.organisation.code) == (sent, "hexi")
    assert found.about_case.urgency == "emergency"
