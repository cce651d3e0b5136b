"""Standard loops and multi-instance activities."""

from __future__ import annotations

import pytest

from engine.runtime import Budget, commands
from tests.unit.runtime.instance import Instance

EXPERTS = ["lin.hao", "wu.fang", "gao.li"]


def assignees(instance: Instance) -> list[str]:
    return [task.assignee for task in instance.user_tasks.values()]


def complete_of(instance: Instance, assignee: str, **values: object) -> None:
    token = next(number for number, task in instance.user_tasks.items() if task.assignee == assignee)
    instance.do(commands.CompleteUserTask(token, values))


@pytest.mark.proves("multiInstanceLoopCharacteristics", "activity")
def test_parallel_instances_have_their_own_item_and_keep_its_order():
    instance = Instance("loops", variables={"experts": EXPERTS})
    assert assignees(instance) == EXPERTS
    for expert, vote in (("gao.li", "c"), ("lin.hao", "a"), ("wu.fang", "b")):
        complete_of(instance, expert, vote=vote)
    assert instance.open == ["after"]
    assert instance.variables["opinions"] == ["lin.hao: a", "wu.fang: b", "gao.li: c"]
    assert not instance.subscriptions


def test_a_completion_condition_ends_the_others():
    instance = Instance("loops", variables={"experts": EXPERTS})
    complete_of(instance, "wu.fang", vote="veto")
    assert instance.open == ["after"]
    assert instance.variables["opinions"] == [None, "wu.fang: veto", None]


def test_a_boundary_event_ends_all_instances():
    instance = Instance("loops", variables={"experts": EXPERTS})
    assert len(instance.subscriptions) == 1
    complete_of(instance, "wu.fang", vote="yes")
    instance.send("Stop")
    assert instance.open == ["stopped"]


def test_no_items_no_instances():
    instance = Instance("loops", variables={"experts": []})
    assert instance.open == ["after"]
    assert instance.variables["opinions"] == []


def test_what_is_no_list_is_an_incident():
    instance = Instance("loops", variables={"experts": "lin.hao"})
    assert instance.problem == "WrongType"
    instance.retry(experts=EXPERTS)
    assert assignees(instance) == EXPERTS


def test_sequential_instances_come_one_after_the_other():
    instance = Instance("loops", "sequential", variables={"n": 3})
    for number in (1, 2, 3):
        (task,) = instance.user_tasks.values()
        assert task.priority == number
        instance.complete("s_work")
    assert instance.open == ["s_after"]


def test_many_instances_stay_linear_and_over_the_budget_they_go_on_after_a_retry():
    instance = Instance("loops", "many", variables={"n": 400}, budget=Budget(steps=150))
    retries = 0
    while not instance.outcome:
        assert instance.problem == "BudgetExceeded"
        instance.retry()
        retries += 1
    assert instance.variables["squares"] == [n * n for n in range(1, 401)]
    assert retries >= 2
    assert Instance("loops", "many", variables={"n": 20_000}).problem == "TooManyInstances"


def test_results_that_fail_wait_for_a_retry_and_none_is_lost():
    # given opinions of which one is no text
    instance = Instance("loops", variables={"experts": EXPERTS})
    complete_of(instance, "lin.hao", vote=1)
    assert instance.problem == "ExpressionFailed"
    # when the others come while the incident stands
    complete_of(instance, "wu.fang", vote="b")
    complete_of(instance, "gao.li", vote="c")
    assert not instance.open
    # then a retry takes them all
    instance.retry(last_vote="z")
    assert instance.open == ["after"]
    assert instance.variables["opinions"] == ["lin.hao: z", "wu.fang: z", "gao.li: z"]


@pytest.mark.proves("standardLoopCharacteristics", "activity")
def test_standard_loops_test_before_or_after_and_stop_at_their_maximum():
    instance = Instance("loops", "standard", variables={"n": 2, "m": 0})
    assert instance.variables["n"] == 5
    assert instance.variables["m"] == 3
    assert instance.trace.count("t_until") == 4, "three rounds and the whole"
    instance.complete("t_user", {"again": True})
    assert instance.open == ["t_user"]
    instance.complete("t_user", {"again": False})
    assert instance.outcome == "completed"
    assert Instance("loops", "standard", variables={"n": 9, "m": 0}).variables["n"] == 9


def test_instances_inside_instances():
    instance = Instance("loops", "nested", variables={"groups": [["a", "b"], ["c"], []]})
    assert assignees(instance) == ["a", "b", "c"]
    for person in ("b", "c", "a"):
        complete_of(instance, person)
    assert instance.outcome == "completed"


def test_cancel_ends_instances():
    instance = Instance("loops", "nested", variables={"groups": [["a", "b"], ["c"]]})
    instance.do(commands.Cancel())
    assert instance.outcome == "cancelled"
