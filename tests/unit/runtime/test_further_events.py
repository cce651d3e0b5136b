"""Links, signals, escalations, conditions, event sub-processes."""

from __future__ import annotations

import pytest

from engine.runtime import commands
from tests.unit.runtime.instance import Instance


def test_a_link_goes_on_at_its_other_end():
    instance = Instance("links")
    instance.complete("a")
    assert instance.open == ["b"]
    assert instance.trace == ["start", "a", "to_end", "from_a"]


def test_a_signal_is_heard_by_everybody_who_waits_here_and_broadcast_to_others():
    instance = Instance("signals", variables={"beds": 4})
    assert len(instance.signals) == 3
    instance.complete("call")
    assert instance.open == ["after", "counted", "other", "prepare", "stopped"]
    assert instance.variables["beds_needed"] == 4
    (sent,) = instance.broadcast
    assert (sent.sequence, sent.name, sent.payload) == (1, "MassCasualty", {"beds_needed": 4})
    assert [each.activity_id for each in instance.signals.values()] == ["count"], "it hears every signal"


def test_a_signal_of_another_instance_is_delivered_by_subscription():
    instance = Instance("signals", variables={"beds": 4})
    number = next(number for number, each in instance.signals.items() if each.activity_id == "heard")
    instance.do(commands.DeliverSignal(number, {"beds_needed": 9}))
    assert "prepare" in instance.open
    assert instance.variables["beds_needed"] == 9
    assert not instance.broadcast


def test_a_signal_may_end_the_scope_that_threw_it():
    instance = Instance("signals", "own")
    instance.complete("o_work")
    assert instance.open == ["o_stopped"]


def test_an_escalation_informs_or_takes_over():
    instance = Instance("escalations")
    instance.complete("s_a")
    assert instance.open == ["head_informed", "s_b"]
    instance.complete("s_b")
    assert instance.open == ["head_informed", "head_takes_over"]
    assert instance.variables == {"why": "WORSE"}


def test_an_escalation_that_nobody_catches_changes_nothing():
    assert Instance("escalations", "uncaught").outcome == "completed"


def test_a_condition_fires_each_time_it_becomes_true():
    instance = Instance("conditions", variables={"potassium": 5})
    instance.complete("enter", {"potassium": 6.5})
    assert instance.open.count("alarm") == 1
    instance.complete("enter_again", {"potassium": 7})
    assert instance.open.count("alarm") == 1, "it was critical already"
    instance.complete("alarm", {"potassium": 5})
    instance.complete("enter_last", {"potassium": 6.3})
    assert instance.open == ["alarm", "measure"]


def test_a_condition_that_is_true_already_lets_the_token_through():
    instance = Instance("conditions", variables={"potassium": 5, "stable": True})
    assert "discharge" in instance.open
    later = Instance("conditions", variables={"potassium": 5})
    assert "discharge" not in later.open
    later.complete("enter", {"stable": True})
    assert "discharge" in later.open


def test_a_condition_that_becomes_true_interrupts_before_the_next_task():
    instance = Instance("conditions", "interrupting", variables={"stop": False})
    assert instance.trace == ["i_start", "i_first", "i_stop"]
    assert "i_second" not in instance.trace
    assert instance.open == ["i_stopped"]
    at_once = Instance("conditions", "interrupting", variables={"stop": True})
    assert at_once.trace == ["i_stop"], "even the first task does not run"


def test_a_condition_that_fails_is_an_incident_of_its_activity():
    instance = Instance("conditions", variables={"potassium": "high"})
    assert instance.problem == "ExpressionFailed"
    instance.retry(potassium=1)
    assert "measure" in instance.open


def test_event_sub_processes_do_not_start_by_themselves():
    instance = Instance("event_sub_processes")
    assert instance.open == ["work"]
    instance.complete("work")
    instance.complete("s_work")
    assert instance.open == ["after"]
    assert not instance.timers
    instance.complete("after")
    assert instance.outcome == "completed"
    assert not instance.subscriptions


@pytest.mark.proves("subProcess", "event sub-process")
def test_an_interrupting_event_sub_process_ends_everything_else_in_its_scope():
    instance = Instance("event_sub_processes")
    instance.complete("work")
    instance.send("Cancel", {"reason": "died"})
    assert instance.open == ["c_settle"]
    assert instance.variables["reason"] == "died"
    assert not instance.timers
    assert not instance.subscriptions
    instance.complete("c_settle")
    assert instance.outcome == "completed"


def test_a_non_interrupting_event_sub_process_runs_each_time_and_keeps_the_instance_open():
    instance = Instance("event_sub_processes")
    instance.send("Note")
    instance.send("Note")
    assert instance.open == ["n_read", "n_read", "work"]
    instance.complete("work")
    instance.complete("s_work")
    instance.complete("after")
    instance.complete("n_read")
    assert not instance.outcome
    instance.complete("n_read")
    assert instance.outcome == "completed"


def test_a_timer_of_a_nested_event_sub_process_repeats_until_its_scope_ends():
    instance = Instance("event_sub_processes")
    instance.complete("work")
    for hours in (1, 2, 3):
        instance.wait(hours=1)
        assert instance.variables["late"] == hours
    instance.complete("s_work")
    instance.wait(hours=5)
    assert instance.variables["late"] == 3


@pytest.mark.parametrize(("code", "opened"), [("E", ["e_mend"]), ("X", ["x_inform"])])
def test_errors_and_escalations_start_the_event_sub_process_of_their_scope(code, opened):
    instance = Instance("event_sub_processes")
    instance.complete("work")
    instance.complete("s_work", {"code": code})
    assert instance.open == opened
    instance.complete(opened[0])
    assert instance.open == ["after"]


def test_cancel_clears_event_sub_processes():
    instance = Instance("event_sub_processes")
    instance.send("Note")
    instance.do(commands.Cancel())
    assert instance.outcome == "cancelled"
