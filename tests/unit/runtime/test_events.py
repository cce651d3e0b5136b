"""Timers, messages, errors, terminate; boundary events; sub-processes and calls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.errors import InvalidState, StaleCommand
from engine.runtime import Budget, commands
from tests.unit.runtime.instance import NOW, Instance, inline


def due(instance: Instance) -> datetime:
    (timer,) = instance.timers.values()
    return timer.due_at


def test_timers_wait_for_durations_dates_cycles_cron_and_feel():
    instance = Instance("timers", variables={"appointment": datetime(2026, 3, 10, 9, 30, tzinfo=UTC)})
    assert due(instance) == NOW + timedelta(minutes=15)
    instance.wait(minutes=15)
    assert due(instance) == datetime(2026, 3, 2, 2, 0, tzinfo=UTC), "10:00 on Shanghai's clock"
    instance.wait(hours=2)
    assert due(instance) == NOW + timedelta(hours=3, minutes=15)
    instance.wait(hours=1)
    assert due(instance) == datetime(2026, 3, 3, 0, 0, tzinfo=UTC), "08:00 on Shanghai's clock"
    instance.wait(days=1)
    assert due(instance) == datetime(2026, 3, 9, 9, 30, tzinfo=UTC)
    instance.wait(days=7)
    assert instance.outcome == "completed"


def test_a_timer_that_is_not_due_or_gone_is_refused():
    instance = Instance("timers", "interrupting")
    (timer,) = instance.timers
    with pytest.raises(InvalidState):
        instance.do(commands.FireTimer(timer))
    instance.complete("i_accept")
    with pytest.raises(StaleCommand):
        instance.do(commands.FireTimer(timer))


def test_an_interrupting_timer_closes_the_task_and_the_task_clears_the_timer():
    late = Instance("timers", "interrupting")
    late.wait(hours=24)
    assert late.open == ["i_escalated"]
    late.complete("i_escalated")
    assert late.outcome == "completed"

    on_time = Instance("timers", "interrupting")
    on_time.complete("i_accept")
    assert not on_time.timers
    assert on_time.outcome == "completed"


def test_a_token_that_a_deadline_took_refuses_the_completion_of_its_old_task():
    instance = Instance(
        inline(
            '<userTask id="a"/><manualTask id="m"/><boundaryEvent id="b" attachedToRef="a"><timerEventDefinition>'
            "<timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
            '<manualTask id="e"/><sequenceFlow id="ce" sourceRef="c" targetRef="e"/>'
            '<intermediateCatchEvent id="c"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>'
            '</intermediateCatchEvent><sequenceFlow id="f" sourceRef="b" targetRef="c"/>'
            '<sequenceFlow id="g" sourceRef="a" targetRef="m"/>'
        )
    )
    (token,) = instance.user_tasks
    instance.wait(hours=1)
    with pytest.raises(StaleCommand):
        instance.do(commands.CompleteUserTask(token, {}))


def test_a_cycle_on_a_boundary_fires_each_time_and_no_more():
    instance = Instance("timers", "reminding")
    for expected in (1, 2, 3, 3):
        instance.wait(hours=8)
        assert instance.variables["reminders"] == expected
    assert not instance.timers
    assert instance.open == ["r_accept"]
    instance.complete("r_accept")
    assert instance.outcome == "completed"


def test_missed_occurrences_are_merged_by_default():
    instance = Instance("timers", "reminding")
    instance.wait(hours=17)
    assert instance.variables["reminders"] == 1
    assert due(instance) == NOW + timedelta(hours=24)
    instance.wait(hours=7)
    assert instance.variables["reminders"] == 2
    assert not instance.timers


def test_missed_occurrences_are_replayed_or_skipped_where_the_model_says_so():
    instance = Instance("timers", "all")
    instance.wait(hours=25)
    assert instance.trace.count("c_all") == 3
    assert instance.trace.count("c_skip") == 0
    instance.wait(hours=7)
    assert instance.trace.count("c_all") == 4
    assert instance.trace.count("c_skip") == 1


def test_completing_the_activity_leaves_what_a_reminder_started():
    instance = Instance("sub_process", variables={"outer": 5})
    instance.wait(days=1)
    assert instance.open == ["reminded", "s_a", "s_b"]
    instance.complete("s_a")
    instance.complete("s_b")
    assert instance.open == ["after", "reminded"]


def test_a_timer_that_gives_no_instant_is_an_incident_and_nothing_is_half_open():
    instance = Instance("timers", "bad", variables={"wait_for": True})
    assert instance.problem == "TimerUnreadable"
    assert not instance.user_tasks
    instance.retry(wait_for="PT2H")
    assert instance.open == ["b_task"]
    assert due(instance) == NOW + timedelta(hours=2)


@pytest.mark.proves("sendTask")
@pytest.mark.proves("receiveTask")
def test_messages_are_sent_with_key_target_payload_and_sequence():
    instance = Instance(
        "messages", variables={"referral_number": "R7", "to_organisation_id": 4, "urgency": "high"}, business_key="B1"
    )
    (sent,) = instance.messages
    assert (sent.sequence, sent.name, sent.correlation_key, sent.target_organisation_id) == (1, "ReferralRequest", "R7", 4)
    assert sent.payload == {"urgency": "high"}
    assert sent.time_to_live_seconds == 2 * 24 * 3600

    instance.send("ReferralDecision", {"decision": "accept"}, key="R7")
    assert instance.variables["decision"] == "accept"
    assert (instance.messages[1].sequence, instance.messages[1].correlation_key) == (2, "B1")
    assert instance.messages[1].target_organisation_id is None
    instance.send("ReferralDecision", {"decision": "reject"}, key="B1")
    assert instance.variables["final"] == "REJECT"
    assert instance.variables["decision"] == "accept"
    assert instance.messages[2].name == "InterimNote"
    assert instance.outcome == "completed"


def test_a_missing_correlation_key_is_an_incident_not_an_empty_key():
    instance = Instance("messages", variables={"to_organisation_id": 4, "urgency": ""})
    assert instance.problem == "CorrelationKeyMissing"
    assert not instance.messages
    instance.retry(referral_number=12)
    assert instance.messages[0].correlation_key == "12"


def test_a_message_boundary_that_does_not_interrupt_fires_again_and_again():
    instance = Instance("messages", "boundary")
    for number in range(3):
        instance.send("InterimNote", {"note": f"n{number}"})
    assert instance.variables["notes"] == ["n0", "n1", "n2"]
    instance.send("ReferralCancel")
    assert instance.open == []
    assert not instance.subscriptions
    assert instance.outcome == "completed"


def test_a_message_for_a_closed_subscription_is_stale():
    instance = Instance("messages", "boundary")
    numbers = list(instance.subscriptions)
    instance.complete("b_work")
    for number in numbers:
        with pytest.raises(StaleCommand):
            instance.do(commands.DeliverMessage(number))


@pytest.mark.parametrize(("code", "opened"), [(1, ["after1"]), (2, ["after_all"]), (3, ["n_work"])])
def test_errors_are_caught_by_the_nearest_boundary_and_end_everything_inside(code, opened):
    instance = Instance("errors")
    instance.complete("n_decide", {"code": code})
    assert instance.open == opened
    instance.complete(opened[0])
    assert instance.outcome == "completed"


def test_an_uncaught_error_end_event_is_an_incident():
    assert Instance("errors", "uncaught").problem == "UncaughtError"


@pytest.mark.proves("subProcess")
def test_a_sub_process_ends_with_its_last_token_and_maps_its_result():
    instance = Instance("sub_process", variables={"outer": 5})
    instance.complete("s_a", {"seen": True})
    assert instance.open == ["s_b"]
    instance.complete("s_b")
    assert instance.open == ["after"]
    assert instance.variables == {"outer": 5, "result": 6, "seen": True}, "its own variable is gone"


def test_an_interrupting_message_ends_everything_in_the_sub_process():
    instance = Instance("sub_process", variables={"outer": 5})
    instance.complete("s_a")
    instance.send("Stop")
    assert instance.open == ["stopped"]
    assert not instance.timers
    instance.complete("stopped")
    assert instance.outcome == "completed"


def test_an_empty_sub_process_is_done_at_once():
    assert Instance("sub_process", "empty").outcome == "completed"


def test_terminate_ends_its_own_scope_only():
    inner = Instance("sub_process", "terminating")
    inner.complete("t_a")
    assert inner.open == ["t_after"]
    whole = Instance("end_event")
    whole.complete("a")
    assert whole.open == []
    assert whole.outcome == "terminated"


@pytest.mark.proves("callActivity")
def test_a_called_process_sees_what_is_mapped_and_gives_back_what_is_mapped():
    instance = Instance("call_activity", variables={"amount": 4, "secret": 1})
    (token,) = instance.user_tasks
    from engine.runtime import decode_state

    assert decode_state(instance.text).variables_at(token) == {"given": 8}
    instance.complete("c_work", {"answer": "yes"})
    assert instance.variables == {"amount": 4, "secret": 1, "result": "yes"}
    # without mappings everything goes in and comes back
    instance.complete("c_work", {"answer": "of course", "amount": 5})
    assert instance.variables == {"amount": 5, "secret": 1, "result": "yes", "answer": "of course"}
    assert instance.outcome == "completed"


def test_an_error_of_a_called_process_is_caught_by_the_caller():
    instance = Instance("call_activity", variables={"amount": 4})
    instance.complete("c_work", {"answer": "no"})
    assert instance.open == ["after_refused"]


def test_endless_calls_are_an_incident():
    instance = Instance("call_activity", "endless", budget=Budget(depth=20))
    assert instance.problem == "DepthExceeded"
    instance.do(commands.Cancel())
    assert instance.outcome == "cancelled"


def test_definitions_may_be_referred_to():
    instance = Instance("definition_reference")
    instance.wait(hours=1)
    assert instance.outcome == "completed"


def test_an_endless_loop_is_an_incident_and_a_retry_goes_on_where_it_stopped():
    instance = Instance("loop", variables={"n": 0, "limit": 1000}, budget=Budget(steps=100))
    retries = 0
    while not instance.outcome:
        assert instance.problem == "BudgetExceeded"
        instance.retry()
        retries += 1
    assert instance.variables["n"] == 1000
    assert retries == 30
    assert instance.trace.count("count") == 1000


def test_tokens_behind_the_one_that_went_over_the_budget_run_with_the_next_command():
    body = (
        '<parallelGateway id="f"/><userTask id="u"/><exclusiveGateway id="g"/><task id="t"/>'
        '<sequenceFlow id="a" sourceRef="f" targetRef="g"/><sequenceFlow id="b" sourceRef="g" targetRef="t"/>'
        '<sequenceFlow id="c" sourceRef="t" targetRef="g"/><sequenceFlow id="d" sourceRef="f" targetRef="u"/>'
    )
    instance = Instance(inline(body), budget=Budget(steps=2))
    assert instance.problem == "BudgetExceeded"
    assert instance.open == []
    instance.budget = Budget(steps=50)
    instance.retry()
    assert instance.open == ["u"]
    assert instance.problem == "BudgetExceeded"


def test_growing_variables_are_an_incident():
    instance = Instance("loop", "growing", variables={"text": "x" * 100}, budget=Budget(variable_bytes=10_000))
    assert instance.problem == "VariablesTooLarge"
    assert len(instance.text) < 12_000


def test_an_hourly_observation_goes_on_for_months():
    instance = Instance("loop", "observe")
    sizes = set()
    for _ in range(1500):
        instance.complete("o_observe", {"done": False})
        sizes.add(len(instance.text))
    assert max(sizes) - min(sizes) < 20
    instance.complete("o_observe", {"done": True})
    assert instance.outcome == "completed"
