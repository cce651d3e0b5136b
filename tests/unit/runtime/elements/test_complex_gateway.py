"""Complex gateways: activated by a condition over what has come, reset when nothing more can come."""

from __future__ import annotations

import pytest

from tests.unit.runtime.elements.test_event_positions import flow, model
from tests.unit.runtime.instance import Instance


def two_of_three(condition: str = "activationCount &gt;= 2", after: str = '<userTask id="after"/>', more: str = "") -> str:
    return (
        '<startEvent id="s"/><userTask id="a"/><userTask id="b"/><userTask id="c"/><complexGateway id="g">'
        f"<activationCondition>{condition}</activationCondition></complexGateway>{after}<endEvent id='e'/>"
        + "".join(flow("s", each) + flow(each, "g") for each in "abc")
        + flow("after", "e")
        + (more or flow("g", "after"))
    )


@pytest.mark.proves("complexGateway")
@pytest.mark.proves("complexGateway", "join")
def test_two_of_three_go_on_and_the_third_is_taken_in_at_the_reset():
    instance = Instance(model(two_of_three()))
    instance.complete("a")
    assert instance.open == ["b", "c"]
    instance.complete("c")
    assert instance.open == ["after", "b"]
    instance.complete("after")
    assert instance.outcome == "", "the gateway still waits for the third"
    instance.complete("b")
    assert instance.outcome == "completed"
    assert instance.trace.count("after") == 1


def test_all_of_them_may_be_needed():
    instance = Instance(model(two_of_three("activationCount = 3")))
    instance.complete("a")
    instance.complete("b")
    assert instance.open == ["c"]
    instance.complete("c")
    assert instance.open == ["after"]


def test_a_condition_for_the_reset_gives_a_token_then():
    more = (
        '<sequenceFlow id="first" sourceRef="g" targetRef="after"><conditionExpression>waitingForStart</conditionExpression>'
        '</sequenceFlow><sequenceFlow id="then" sourceRef="g" targetRef="late"><conditionExpression>not(waitingForStart)'
        '</conditionExpression></sequenceFlow><userTask id="late"/>' + flow("late", "e")
    )
    instance = Instance(model(two_of_three(more=more)))
    instance.complete("a")
    instance.complete("b")
    assert instance.open == ["after", "c"]
    instance.complete("c")
    assert instance.open == ["after", "late"]


def test_in_a_loop_it_is_activated_again_after_its_reset():
    body = (
        '<startEvent id="s"/><exclusiveGateway id="m"/><userTask id="a"/><userTask id="b"/><complexGateway id="g">'
        "<activationCondition>activationCount &gt;= 1</activationCondition></complexGateway><userTask id='again'/>"
        "<exclusiveGateway id='x' default='x-e'/><endEvent id='e'/>"
        + flow("s", "m")
        + '<parallelGateway id="f"/>'
        + flow("m", "f")
        + flow("f", "a")
        + flow("f", "b")
        + flow("a", "g")
        + flow("b", "g")
        + flow("g", "again")
        + flow("again", "x")
        + flow("x", "e")
        + '<sequenceFlow id="back" sourceRef="x" targetRef="m"><conditionExpression>more</conditionExpression></sequenceFlow>'
    )
    instance = Instance(model(body), variables={"more": True})
    instance.complete("a")
    assert instance.open == ["again", "b"]
    instance.complete("b")
    assert instance.open == ["again"], "the second is taken in without a second activation"
    instance.complete("again")
    assert instance.open == ["a", "b"]
    instance.complete("b")
    assert instance.open == ["a", "again"]
    instance.complete("again", {"more": False})
    instance.complete("a")
    assert instance.outcome == "completed"


@pytest.mark.proves("complexGateway", "split")
@pytest.mark.parametrize(("x", "opened"), [(1, ["a"]), (2, ["a", "b"]), (0, ["c"])])
def test_as_a_split_every_flow_that_applies(x, opened):
    body = (
        '<startEvent id="s"/><complexGateway id="g" default="g-c"/><userTask id="a"/><userTask id="b"/><userTask id="c"/>'
        '<endEvent id="e"/><sequenceFlow id="g-a" sourceRef="g" targetRef="a"><conditionExpression>x &gt; 0</conditionExpression>'
        '</sequenceFlow><sequenceFlow id="g-b" sourceRef="g" targetRef="b"><conditionExpression>x &gt; 1</conditionExpression>'
        "</sequenceFlow>" + flow("g", "c") + flow("s", "g") + flow("a", "e") + flow("b", "e") + flow("c", "e")
    )
    assert Instance(model(body), variables={"x": x}).open == opened
