"""Messages, signals and topics that a drawing does not name: taken from where they stand, and never in silence."""

from __future__ import annotations

import pytest

from engine.model import Deployment, inspect_deployment
from engine.model.elements.business_rule_task import ExternalRuleTask
from engine.model.elements.message_event_definition import MessageDefinition
from engine.model.elements.service_task import ServiceTask
from engine.model.elements.signal_event_definition import SignalDefinition

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:carelane="urn:carelane:bpmn:1"'
    ' targetNamespace="urn:test">'
)
WARD = (
    '<process id="ward" isExecutable="true"><startEvent id="s"/>{send}<endEvent id="e"/>'
    '<sequenceFlow id="w1" sourceRef="s" targetRef="ask"/><sequenceFlow id="w2" sourceRef="ask" targetRef="e"/></process>'
)
LABORATORY = (
    '<process id="laboratory" isExecutable="true"><startEvent id="asked"><messageEventDefinition/></startEvent>'
    '<endEvent id="end"/>'
    '<sequenceFlow id="l1" sourceRef="asked" targetRef="end"/></process>'
)


def pools(flow: str, send: str = '<sendTask id="ask"/>', declared: str = "") -> str:
    return (
        f'{HEAD}{declared}<collaboration id="c"><participant id="a" processRef="ward"/>'
        f'<participant id="b" processRef="laboratory"/>{flow}</collaboration>{WARD.format(send=send)}{LABORATORY}</definitions>'
    )


def read(text: str) -> tuple[Deployment, list[str]]:
    deployment, findings = inspect_deployment({"model.bpmn": text.encode()})
    assert deployment is not None, [str(each) for each in findings]
    return deployment, [each.rule for each in findings if each.severity == "warning"]


def message(deployment: Deployment, node_id: str) -> str:
    definition = getattr(deployment.model.node(node_id), "definition", None)
    assert isinstance(definition, MessageDefinition)
    return definition.name


def test_both_ends_of_a_message_flow_mean_the_same_message():
    deployment, warnings = read(pools('<messageFlow id="m" name="Order" sourceRef="ask" targetRef="asked"/>'))
    assert message(deployment, "ask") == message(deployment, "asked") == "Order"
    assert warnings.count("message_named_by_place") == 2


def test_what_one_end_names_is_what_the_other_waits_for():
    flow = '<messageFlow id="m" sourceRef="ask" targetRef="asked"/>'
    declared = '<message id="M" name="Blood test"/>'
    deployment, warnings = read(pools(flow, '<sendTask id="ask" messageRef="M"/>', declared))
    assert message(deployment, "asked") == "Blood test"
    assert warnings.count("message_named_by_place") == 1


def test_the_message_of_the_flow_goes_first():
    flow = '<messageFlow id="m" name="Order" sourceRef="ask" targetRef="asked" messageRef="M"/>'
    deployment, _ = read(pools(flow, declared='<message id="M" name="Blood test"/>'))
    assert message(deployment, "ask") == "Blood test"


def test_an_operation_brings_its_message():
    declared = (
        '<message id="M" name="Blood test"/><interface id="i" name="i"><operation id="o" name="order">'
        "<inMessageRef>M</inMessageRef></operation></interface>"
    )
    flow = '<messageFlow id="m" name="Order" sourceRef="ask" targetRef="asked"/>'
    deployment, _ = read(pools(flow, '<sendTask id="ask" operationRef="o"/>', declared))
    assert message(deployment, "ask") == "Blood test"


def test_an_event_with_two_message_flows_is_asked_which():
    flows = '<messageFlow id="m" sourceRef="ask" targetRef="asked"/><messageFlow id="n" sourceRef="a" targetRef="asked"/>'
    deployment, findings = inspect_deployment({"model.bpmn": pools(flows).encode()})
    assert deployment is None
    assert "message_missing" in [each.rule for each in findings]


def test_a_service_task_is_offered_by_its_id_and_a_signal_has_the_name_of_its_event():
    event = '<intermediateThrowEvent id="t" name="Alarm"><signalEventDefinition/></intermediateThrowEvent>'
    send = f'<serviceTask id="ask"/>{event}'
    text = f"{HEAD}{WARD.format(send=send)}</definitions>".replace(
        'sourceRef="ask" targetRef="e"', 'sourceRef="ask" targetRef="t"'
    )
    deployment, warnings = read(text.replace("</process>", '<sequenceFlow id="w3" sourceRef="t" targetRef="e"/></process>'))
    task = deployment.model.node("ask")
    assert isinstance(task, ServiceTask)
    assert task.topic == "ask"
    assert getattr(deployment.model.node("t"), "definition", None) == SignalDefinition("Alarm")
    assert {"service_task_without_topic", "signal_named_by_event"} <= set(warnings)


@pytest.mark.parametrize(("attributes", "topic"), [("", "ask"), ('carelane:topic="rules.triage"', "rules.triage")])
def test_a_rule_without_a_decision_is_a_job_for_whoever_serves_its_topic(attributes, topic):
    task = f'<businessRuleTask id="ask" {attributes}/>'
    deployment, warnings = read(f"{HEAD}{WARD.format(send=task)}</definitions>")
    node = deployment.model.node("ask")
    assert isinstance(node, ExternalRuleTask)
    assert node.topic == topic
    assert ("business_rule_without_decision" in warnings) is (topic == "ask")
