"""Exclusive, parallel, inclusive and event-based gateways, and the gateways that nobody drew."""

from __future__ import annotations

import pytest

from engine.errors import InvalidInput
from engine.runtime import commands
from tests.unit.runtime.instance import Instance


@pytest.mark.proves("exclusiveGateway")
@pytest.mark.parametrize(("score", "taken"), [(11, "first"), (6, "second"), (5, "other"), (None, "other")])
def test_the_first_true_flow_of_an_exclusive_gateway_else_the_default(score, taken):
    instance = Instance("exclusive_gateway", variables={"score": score})
    assert instance.trace == ["start", "choose", taken, "merge"]


def test_null_is_not_true_and_no_flow_is_an_incident_that_can_be_retried():
    instance = Instance("exclusive_gateway", "no_default")
    assert instance.problem == "NoFlowApplies"
    assert "expression_warned" in instance.kinds()
    instance.retry(score=7)
    assert instance.problem == "NoFlowApplies"
    instance.retry(score=1)
    assert instance.trace[-1] == "nd_b"
    assert instance.outcome == "completed"


def test_a_condition_of_the_wrong_type_is_an_incident():
    instance = Instance("exclusive_gateway", variables={"score": "high"})
    assert instance.problem == "ExpressionFailed"
    instance.retry(score=11)
    assert "first" in instance.trace


@pytest.mark.proves("parallelGateway")
def test_a_parallel_join_waits_for_every_branch():
    instance = Instance("parallel_gateway")
    assert instance.open == ["a", "b"]
    instance.complete("a")
    assert instance.open == ["b"]
    instance.complete("b")
    assert instance.open == ["after"]
    instance.complete("after")
    assert instance.outcome == "completed"


def test_a_join_that_can_never_complete_is_an_incident():
    instance = Instance("parallel_gateway", "dead")
    assert instance.problem == "JoinNeverCompletes"
    assert "d_a_d_join" in next(iter(instance.incidents.values())).message
    instance.retry()
    assert instance.problem == "JoinNeverCompletes"
    instance.do(commands.Cancel())
    assert instance.outcome == "cancelled"


def test_two_tokens_on_one_flow_do_not_stand_for_two_flows():
    instance = Instance("parallel_gateway", "twice")
    instance.complete("t_a")
    instance.complete("t_b")
    assert instance.open == ["t_c"]
    instance.complete("t_c")
    assert instance.open == ["t_after"]
    instance.complete("t_after")
    assert instance.problem == "JoinNeverCompletes", "the second token of the merged flow is not lost in silence"


@pytest.mark.proves("inclusiveGateway")
@pytest.mark.parametrize(("x", "opened"), [(2, ["a", "b"]), (1, ["a"]), (0, ["c"])])
def test_an_inclusive_gateway_takes_what_applies_and_joins_what_was_taken(x, opened):
    instance = Instance("inclusive_gateway", variables={"x": x})
    assert instance.open == opened
    for number, task in enumerate(opened):
        assert instance.open == opened[number:]
        instance.complete(task)
    assert instance.open == ["after"]
    instance.complete("after")
    assert instance.outcome == "completed"
    assert instance.trace.count("after") == 1


def test_an_inclusive_gateway_where_nothing_applies_is_an_incident():
    instance = Instance("inclusive_gateway", "no_default", variables={"x": 3})
    assert instance.problem == "NoFlowApplies"
    instance.retry(x=2)
    assert instance.trace[-1] == "nd_b"


@pytest.mark.proves("inclusiveGateway", "join")
def test_an_inclusive_join_waits_for_a_token_that_loops_upstream():
    instance = Instance("inclusive_gateway", "loop")
    instance.complete("l_b")
    assert instance.open == ["l_a"]
    instance.complete("l_a", {"again": True})
    assert instance.open == ["l_a"]
    instance.complete("l_a", {"again": False})
    assert instance.open == ["l_after"]


def test_an_inclusive_join_waits_for_an_activity_whose_boundary_event_leads_to_it():
    instance = Instance("inclusive_gateway", "boundary")
    instance.complete("bd_b")
    assert instance.open == ["bd_a"], "the deadline of bd_a may still send a token"
    instance.complete("bd_a")
    assert instance.open == ["bd_after"]
    late = Instance("inclusive_gateway", "boundary")
    late.complete("bd_b")
    late.wait(hours=1)
    assert late.open == ["bd_after"]


def test_an_inclusive_join_in_a_loop_does_not_wait_for_itself():
    instance = Instance("inclusive_gateway", "back")
    instance.complete("k_a", {"again": True})
    instance.complete("k_a", {"again": False})
    assert instance.outcome == "completed"


def test_inclusive_joins_that_wait_for_each_other_are_an_incident():
    # BPMN 2.0.2, 13.4.3: each join has a token upstream that can still reach it, the other's
    instance = Instance("inclusive_gateway", "downstream")
    instance.complete("w_a")
    instance.complete("w_b")
    assert instance.problem == "JoinNeverCompletes, JoinNeverCompletes"


@pytest.mark.proves("eventBasedGateway")
def test_the_first_event_wins_and_clears_the_others():
    instance = Instance("event_based_gateway")
    assert len(instance.timers) == 1
    assert sorted(each.message_name for each in instance.subscriptions.values()) == ["Arrival", "Decision"]
    instance.send("Decision", {"decision": "accept"})
    assert instance.open == ["after_decision"]
    assert instance.variables == {"decision": "accept"}
    assert not instance.timers
    assert not instance.subscriptions


def test_the_timer_of_an_event_gateway_wins_over_a_later_message():
    instance = Instance("event_based_gateway")
    instance.wait(hours=48)
    assert instance.open == ["after_late"]
    assert instance.trace == ["start", "gateway", "late"]
    assert not instance.subscriptions


def test_a_receive_task_may_stand_behind_an_event_gateway():
    instance = Instance("event_based_gateway")
    instance.send("Arrival", {"bed": 1})
    assert instance.open == ["after_arrival"]


@pytest.mark.proves("sequenceFlow", "of an activity")
def test_conditional_and_default_flows_leave_an_activity():
    both = Instance("implicit_gateways")
    both.complete("decide", {"a": 1, "b": 1})
    assert both.open == ["x", "y"]
    neither = Instance("implicit_gateways")
    neither.complete("decide", {"a": 0, "b": 0})
    assert neither.open == ["neither"]


def test_the_default_flow_of_an_activity_is_taken_beside_flows_without_condition():
    instance = Instance("implicit_gateways", "default", variables={"a": 0})
    assert instance.open == ["d_always", "d_else"]
    assert Instance("implicit_gateways", "default", variables={"a": 1}).open == ["d_always", "d_x"]


def test_several_flows_out_fork_and_several_in_merge():
    instance = Instance("implicit_gateways", "fork")
    assert instance.open == ["f_a", "f_b"]
    instance.complete("f_a")
    instance.complete("f_b")
    assert instance.open == ["f_c", "f_c"]


def test_a_process_without_start_event_starts_everywhere_where_nothing_comes_in():
    instance = Instance("implicit_gateways", "no_events")
    assert instance.open == ["n_b", "n_c"]


def test_flows_without_ids_are_taken():
    instance = Instance("implicit_gateways", "no_flow_ids")
    assert instance.open == ["i_a"]
    instance.complete("i_a")
    assert [event.activity_id for event in instance.events if event.kind == "flow_taken"] == ["i_start->i_a", "i_a->i_end"]
    assert instance.outcome == "completed"


def test_an_activity_where_no_flow_applies_is_an_incident_behind_its_completion():
    instance = Instance("implicit_gateways", "conditional")
    instance.complete("c_a", {"go": 3})
    assert instance.problem == "NoFlowApplies"
    instance.retry(go=2)
    assert instance.open == ["c_c"]
    assert instance.trace.count("c_a") == 1


def test_a_process_with_several_starts_wants_one_named():
    assert Instance("messages", "receiver").open == ["rc_accept"], "the one none start event"
    started = Instance("messages", "receiver", start_event_id="rc_start", variables={"urgency": "high"})
    assert started.trace == ["rc_start"]
    with pytest.raises(InvalidInput):
        Instance("messages", "receiver", start_event_id="rc_accept")
    with pytest.raises(InvalidInput):
        Instance("messages", "nothing")
