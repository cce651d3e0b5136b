"""Ad-hoc sub-processes."""

from __future__ import annotations

import pytest

from tests.unit.runtime.instance import Instance


@pytest.mark.proves("adHocSubProcess")
def test_activities_in_any_order_until_it_is_enough():
    instance = Instance("ad_hoc")
    assert instance.open == ["blood", "ecg", "x_ray"]
    instance.complete("x_ray")
    assert instance.open == ["blood", "ecg", "report"]
    instance.complete("ecg", {"enough": True})
    assert instance.open == ["after"]


def test_all_done_and_not_enough_is_an_incident():
    instance = Instance("ad_hoc")
    for task in ("x_ray", "report", "blood", "ecg"):
        instance.complete(task)
    assert instance.problem == "AdHocNotComplete"
    instance.retry(enough=True)
    assert instance.open == ["after"]


def test_the_last_activity_may_make_it_enough():
    instance = Instance("ad_hoc")
    for task in ("x_ray", "report", "blood"):
        instance.complete(task)
    instance.complete("ecg", {"enough": True})
    assert instance.open == ["after"]


def test_one_by_one():
    instance = Instance("ad_hoc", "sequential")
    assert instance.open == ["s_a"]
    instance.complete("s_a")
    assert instance.open == ["s_b"]
    instance.complete("s_b")
    assert instance.open == ["s_after"]
    instance.complete("s_after")
    assert instance.outcome == "completed"
