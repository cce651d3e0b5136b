"""What one advance may take, all of it together."""

from __future__ import annotations

from engine.runtime import Budget
from tests.unit.runtime.instance import Instance, inline

CIRCLE = """
<startEvent id="s"/><sequenceFlow id="f0" sourceRef="s" targetRef="merge"/>
<exclusiveGateway id="merge"/><sequenceFlow id="f1" sourceRef="merge" targetRef="again"/>
<exclusiveGateway id="again" default="f3"/>
<sequenceFlow id="f2" sourceRef="again" targetRef="merge">
  <conditionExpression xsi:type="tFormalExpression">every x in 1..1000 satisfies x &gt; 0</conditionExpression>
</sequenceFlow>
<sequenceFlow id="f3" sourceRef="again" targetRef="e"/><endEvent id="e"/>
"""


def test_expressions_that_are_cheap_alone_do_not_add_up_to_a_hang():
    instance = Instance(inline(CIRCLE), budget=Budget(expression_steps=20_000))
    assert instance.problem == "ExpressionBudgetExceeded"
    assert 5 < instance.trace.count("again") < 50


def test_a_retry_begins_with_a_new_budget():
    instance = Instance(inline(CIRCLE), budget=Budget(expression_steps=20_000))
    first = instance.trace.count("again")
    instance.retry()
    assert instance.trace.count("again") > first


GROWING = """
<startEvent id="s"/><sequenceFlow id="f0" sourceRef="s" targetRef="merge"/>
<exclusiveGateway id="merge"/><sequenceFlow id="f1" sourceRef="merge" targetRef="write"/>
<scriptTask id="write"><script>{}</script></scriptTask><sequenceFlow id="f2" sourceRef="write" targetRef="again"/>
<exclusiveGateway id="again" default="f4"/>
<sequenceFlow id="f3" sourceRef="again" targetRef="merge">
  <conditionExpression xsi:type="tFormalExpression">true</conditionExpression>
</sequenceFlow>
<sequenceFlow id="f4" sourceRef="again" targetRef="e"/><endEvent id="e"/>
"""


def test_data_that_grows_without_end():
    instance = Instance(inline(GROWING.format("{t: t + t}")), budget=Budget(variable_bytes=100_000), variables={"t": "x"})
    assert instance.problem == "VariablesTooLarge"
    assert len(instance.variables["t"]) <= 100_000


def test_data_that_is_written_over_and_over():
    instance = Instance(
        inline(GROWING.format('{t: substring(t, 2) + "x"}')),
        budget=Budget(written_bytes=1_000_000),
        variables={"t": "x" * 50_000},
    )
    assert instance.problem == "WritesExceeded"
    assert 10 < instance.trace.count("write") < 25
