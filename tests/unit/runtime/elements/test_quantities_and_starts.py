"""Start and completion quantities, receive tasks and event-based gateways that start a process, global tasks."""

from __future__ import annotations

import pytest

from engine.model import read_deployment
from tests.unit.runtime.elements.test_event_positions import MESSAGE, ROOTS, SIGNAL, flow, model
from tests.unit.runtime.instance import HEAD, Instance


@pytest.mark.proves("completionQuantity and startQuantity", "activity")
def test_an_activity_gives_and_takes_several_tokens():
    body = (
        '<startEvent id="s"/><userTask id="give" completionQuantity="3"/><userTask id="each"/>'
        '<userTask id="take" startQuantity="3"/>'
        '<endEvent id="e"/>' + flow("s", "give") + flow("give", "each") + flow("each", "take") + flow("take", "e")
    )
    instance = Instance(model(body))
    instance.complete("give")
    assert instance.open == ["each"] * 3
    instance.complete("each")
    instance.complete("each")
    assert instance.open == ["each"]
    instance.complete("each")
    assert instance.open == ["take"]
    instance.complete("take")
    assert instance.outcome == "completed"


def test_too_few_tokens_for_an_activity_are_an_incident():
    body = '<startEvent id="s"/><userTask id="take" startQuantity="2"/><endEvent id="e"/>' + flow("s", "take") + flow("take", "e")
    assert Instance(model(body)).problem == "JoinNeverCompletes"


@pytest.mark.proves("receiveTask", "start")
def test_an_instantiating_receive_task_starts_its_process():
    body = '<receiveTask id="r" messageRef="M" instantiate="true"/><userTask id="after"/>' + flow("r", "after")
    found = model(body)
    assert found.process("p").message_starts == (("r", "M"),)
    instance = Instance(found, start_event_id="r", variables={"x": 1})
    assert (instance.open, instance.trace, instance.subscriptions) == (["after"], ["r"], {})


EVENTS = (
    f'<eventBasedGateway id="g" instantiate="true" eventGatewayType="{{kind}}"/><intermediateCatchEvent id="m">{MESSAGE}'
    f'</intermediateCatchEvent><intermediateCatchEvent id="n">{SIGNAL}</intermediateCatchEvent>'
    f'<userTask id="a"/><userTask id="b"/>' + flow("g", "m") + flow("g", "n") + flow("m", "a") + flow("n", "b")
)


@pytest.mark.proves("eventBasedGateway", "start")
def test_an_instantiating_gateway_goes_on_behind_the_event_that_came():
    found = model(EVENTS.format(kind="Exclusive"))
    assert found.process("p").message_starts == (("m", "M"),)
    assert found.process("p").signal_starts == (("n", "S"),)
    instance = Instance(found, start_event_id="n", business_key="B")
    assert (instance.open, instance.subscriptions) == (["b"], {})


@pytest.mark.proves("eventBasedGateway", "parallel start")
def test_a_parallel_instantiating_gateway_waits_for_its_other_events_too():
    instance = Instance(model(EVENTS.format(kind="Parallel")), start_event_id="n", business_key="B")
    assert instance.open == ["b"]
    instance.complete("b")
    assert instance.outcome == ""
    instance.send("M")
    instance.complete("a")
    assert instance.outcome == "completed"


@pytest.mark.proves("callActivity", "global task")
def test_global_tasks_are_called():
    text = (
        f'{HEAD}{ROOTS}<globalScriptTask id="count" scriptLanguage="feel"><script>{{n: n + 1}}</script></globalScriptTask>'
        '<globalUserTask id="ask"/><process id="p" isExecutable="true"><startEvent id="s"/>'
        '<callActivity id="c" calledElement="count"/><callActivity id="d" calledElement="ask"/><endEvent id="e"/>'
        f"{flow('s', 'c')}{flow('c', 'd')}{flow('d', 'e')}</process></definitions>"
    )
    found = read_deployment({"global.bpmn": text.encode()}).model
    instance = Instance(found, variables={"n": 1})
    assert (instance.open, instance.variables) == (["ask"], {"n": 2})
    instance.complete("ask", {"said": "yes"})
    assert (instance.outcome, instance.variables) == ("completed", {"n": 2, "said": "yes"})
    assert [each.is_global_task for each in found.processes] == [False, True, True]


def test_a_service_task_that_names_an_operation_asks_for_it_by_name():
    text = (
        f'{HEAD}{ROOTS}<interface id="i" name="Lab"><operation id="o" name="measure"><inMessageRef>M</inMessageRef></operation>'
        '</interface><process id="p" isExecutable="true"><serviceTask id="t" operationRef="o"/></process></definitions>'
    )
    instance = Instance(read_deployment({"operation.bpmn": text.encode()}).model)
    assert instance.jobs[instance.job("t")].topic == "measure"
