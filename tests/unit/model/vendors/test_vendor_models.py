"""Models of Camunda, Activiti, Flowable and Zeebe: what means the same runs, what is lost is told by name and line."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from engine.model import inspect_deployment
from engine.model.documents import read_documents
from engine.model.findings import Finding
from engine.model.process_model import ProcessModel
from engine.model.vendors import treated
from engine.model.vendors.translation import NAMESPACES
from tests.unit.runtime.instance import Instance

SUITES = Path("/work/shared/suites")
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    ' xmlns:activiti="http://activiti.org/bpmn" xmlns:flowable="http://flowable.org/bpmn" targetNamespace="t"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)
FORM = json.dumps({"type": "default", "components": []}).encode()


def inspect(body: str, more: str = "", **forms: bytes) -> tuple[ProcessModel | None, list[Finding]]:
    """`body` stands between a start event `s` and an end event `e`, and is called `t`."""
    flows = '<sequenceFlow id="f1" sourceRef="s" targetRef="t"/><sequenceFlow id="f2" sourceRef="t" targetRef="e"/>'
    inner = f'<startEvent id="s"/>\n{body}\n<endEvent id="e"/>{flows}'
    text = f'{HEAD}{more}<process id="p" isExecutable="true">\n{inner}</process></definitions>'
    deployment, found = inspect_deployment({"m.bpmn": text.encode()} | {f"{key}.form.json": raw for key, raw in forms.items()})
    return (deployment.model if deployment else None), [each for each in found if each.rule.startswith("vendor")]


def accepted(body: str, more: str = "", **forms: bytes) -> ProcessModel:
    model, found = inspect(body, more, **forms)
    assert model is not None, [str(each) for each in found]
    return model


@pytest.mark.parametrize("vendor", ["camunda", "activiti", "flowable"])
def test_a_user_task_keeps_who_when_and_how(vendor):
    body = (
        f'<userTask id="t" {vendor}:assignee="${{doctor}}" {vendor}:candidateGroups="office, doctor@gp"'
        f' {vendor}:candidateUsers="anna,bo" {vendor}:dueDate="PT24H" {vendor}:followUpDate="P1D"'
        f' {vendor}:priority="${{urgency + 1}}" {vendor}:formKey="embedded:app:forms/slip.html"/>'
    )
    instance = Instance(accepted(body, slip=FORM), variables={"doctor": "lin", "urgency": 69})
    (task,) = instance.user_tasks.values()
    assert (task.assignee, task.priority, task.form_key) == ("lin", 70, "slip")
    assert task.candidate_groups == ("office", "doctor@gp", "user@anna", "user@bo")
    assert task.due_at is not None and (task.due_at - instance.now).total_seconds() == 86_400
    assert task.follow_up_at is not None


def test_performers_of_plain_bpmn():
    owner = "<resourceAssignmentExpression><formalExpression>{}</formalExpression></resourceAssignmentExpression>"
    body = (
        f'<userTask id="t"><humanPerformer>{owner.format("lin")}</humanPerformer>'
        f"<potentialOwner>{owner.format('user(anna), group(office), night')}</potentialOwner></userTask>"
    )
    (task,) = Instance(accepted(body)).user_tasks.values()
    assert (task.assignee, task.candidate_groups) == ("lin", ("office", "night", "user@anna"))


def test_an_external_task_and_a_zeebe_job_are_service_tasks():
    body = (
        '<serviceTask id="t" camunda:type="external" camunda:topic="lab.order"><extensionElements>'
        "<camunda:failedJobRetryTimeCycle>R5/PT5M</camunda:failedJobRetryTimeCycle>"
        '<camunda:inputOutput><camunda:inputParameter name="code">${patient}</camunda:inputParameter>'
        '<camunda:inputParameter name="tests"><camunda:list><camunda:value>HGB</camunda:value>'
        "<camunda:value>${more}</camunda:value></camunda:list></camunda:inputParameter>"
        '<camunda:outputParameter name="number">${result.id}</camunda:outputParameter>'
        "</camunda:inputOutput></extensionElements></serviceTask>"
    )
    instance = Instance(accepted(body), variables={"patient": "P1", "more": "CRP"})
    (job,) = instance.jobs.values()
    assert (job.topic, job.max_attempts, dict(job.payload)) == ("lab.order", 5, {"code": "P1", "tests": ["HGB", "CRP"]})
    instance.finish_job("t", {"result": {"id": "L7"}})
    assert instance.variables["number"] == "L7"

    zeebe = (
        '<sendTask id="t"><extensionElements><zeebe:taskDefinition type="lab.order" retries="2"/><zeebe:ioMapping>'
        '<zeebe:input source="=patient" target="code"/></zeebe:ioMapping>'
        '<zeebe:taskHeaders><zeebe:header key="kind" value="urgent"/></zeebe:taskHeaders></extensionElements></sendTask>'
    )
    (job,) = Instance(accepted(zeebe), variables={"patient": "P1"}).jobs.values()
    assert (job.topic, job.max_attempts, dict(job.payload)) == ("lab.order", 2, {"code": "P1", "kind": "urgent"})


def test_an_expression_of_a_service_task_is_evaluated():
    body = '<serviceTask id="t" camunda:resultVariable="total" camunda:expression="${a + 1}"/>'
    assert Instance(accepted(body), variables={"a": 2}).variables["total"] == 3
    assert "total" not in Instance(accepted('<serviceTask id="t" camunda:expression="${true}"/>')).variables


def test_rounds_over_a_collection():
    over = 'camunda:collection="${patients}" camunda:elementVariable="patient"'
    loop = f'<multiInstanceLoopCharacteristics isSequential="true" {over}/>'
    instance = Instance(
        accepted(f'<userTask id="t" camunda:assignee="${{patient}}">{loop}</userTask>'), variables={"patients": ["a", "b"]}
    )
    assert [task.assignee for task in instance.user_tasks.values()] == ["a"]
    zeebe = (
        '<userTask id="t"><extensionElements><zeebe:assignmentDefinition assignee="=patient"/></extensionElements>'
        '<multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics inputCollection="=patients"'
        ' inputElement="patient" outputCollection="found" outputElement="=seen"/></extensionElements>'
        "</multiInstanceLoopCharacteristics></userTask>"
    )
    instance = Instance(accepted(zeebe), variables={"patients": ["a", "b"]})
    assert sorted(task.assignee for task in instance.user_tasks.values()) == ["a", "b"]


def test_a_message_subscription_brings_its_correlation_key():
    key = '<extensionElements><zeebe:subscription correlationKey="=order"/></extensionElements>'
    message = f'<message id="m" name="Result">{key}</message>'
    instance = Instance(accepted('<receiveTask id="t" messageRef="m"/>', message), variables={"order": "L7"})
    (waiting,) = instance.subscriptions.values()
    assert (waiting.message_name, waiting.correlation_key) == ("Result", "L7")


def test_a_call_with_mappings():
    called = (
        '<process id="q" isExecutable="true"><startEvent id="qs"/><endEvent id="qe"/>'
        '<scriptTask id="qt"><script>{sum: n + 1}</script></scriptTask>'
        '<sequenceFlow id="q1" sourceRef="qs" targetRef="qt"/><sequenceFlow id="q2" sourceRef="qt" targetRef="qe"/></process>'
    )
    body = (
        '<callActivity id="t" calledElement="q" camunda:calledElementBinding="deployment"><extensionElements>'
        '<camunda:in source="a" target="n"/><camunda:in businessKey="#{execution.processBusinessKey}"/>'
        '<camunda:out sourceExpression="${sum + 1}" target="b"/></extensionElements></callActivity>'
    )
    instance = Instance(accepted(body, called), variables={"a": 1})
    assert instance.variables["b"] == 3
    assert "sum" not in instance.variables


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("", {"a": 2, "sum": 3}),
        ('propagateAllChildVariables="false"', {"a": 2}),
        ('propagateAllParentVariables="false"', {"a": 2, "sum": None}),
    ],
)
def test_a_call_that_keeps_variables_apart(attributes, expected):
    called = (
        '<process id="q" isExecutable="true"><startEvent id="qs"/><endEvent id="qe"/>'
        '<scriptTask id="qt"><script>{sum: if a = null then null else a + 1}</script></scriptTask>'
        '<sequenceFlow id="q1" sourceRef="qs" targetRef="qt"/><sequenceFlow id="q2" sourceRef="qt" targetRef="qe"/></process>'
    )
    own = f'<zeebe:calledElement processId="q" {attributes}/>'
    body = f'<callActivity id="t"><extensionElements>{own}</extensionElements></callActivity>'
    assert Instance(accepted(body, called), variables={"a": 2}).variables == expected


def test_conditions_and_timers_in_juel():
    timer = "<timerEventDefinition><timeDuration>${limit}</timeDuration></timerEventDefinition>"
    instance = Instance(accepted(f'<intermediateCatchEvent id="t">{timer}</intermediateCatchEvent>'), variables={"limit": "PT2H"})
    (due,) = instance.timers.values()
    assert (due.due_at - instance.now).total_seconds() == 7_200


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ('<serviceTask id="t" camunda:class="org.example.Order"/>', "camunda:class"),
        ('<serviceTask id="t" flowable:delegateExpression="${bean}"/>', "flowable:delegateExpression"),
        ('<serviceTask id="t" activiti:expression="${bean.run()}"/>', "activiti:expression"),
        ('<serviceTask id="t" camunda:type="mail"/>', "camunda:type"),
        (
            '<userTask id="t"><extensionElements>\n<camunda:taskListener event="create"/></extensionElements></userTask>',
            "camunda:taskListener create",
        ),
        (
            '<userTask id="t"><extensionElements><camunda:formData>\n<camunda:formField id="weight"/></camunda:formData>'
            "</extensionElements></userTask>",
            "camunda:formField weight",
        ),
        ('<userTask id="t" camunda:formKey="missing"/>', "camunda:formKey"),
        ('<userTask id="t" camunda:asignee="anna"/>', "camunda:asignee"),
        (
            '<serviceTask id="t"><extensionElements><camunda:field name="x" stringValue="1"/></extensionElements></serviceTask>',
            "camunda:field x",
        ),
        (
            '<serviceTask id="t"><extensionElements><zeebe:taskDefinition type="=kind"/></extensionElements></serviceTask>',
            "zeebe:taskDefinition",
        ),
        ('<callActivity id="t" calledElement="p" camunda:calledElementVersion="3"/>', "camunda:calledElementVersion"),
    ],
)
def test_what_is_lost_refuses_and_says_where_and_what_to_do(body, name):
    model, found = inspect(body)
    assert model is None
    (lost,) = [each for each in found if each.severity == "error"]
    assert (lost.rule, lost.params["name"], lost.element_id, lost.file) == ("vendor_lost", name, "t", "m.bpmn")
    assert lost.line == 3 + body[: body.find(name.partition(" ")[0])].count("\n")
    assert lost.hint.en and lost.hint.zh and lost.message.zh != lost.message.en


def test_what_changes_nothing_is_a_remark():
    model, found = inspect('<userTask id="t" camunda:asyncBefore="true" zeebe:modelerTemplate="x"/>')
    assert model is not None
    assert [(each.severity, each.rule) for each in found] == [("info", "vendor_without_effect")] * 2


def test_a_translated_expression_is_told_with_its_feel():
    _model, found = inspect('<userTask id="t" camunda:assignee="${a}"/>')
    assert [(each.severity, each.rule, each.params["feel"]) for each in found] == [("info", "vendor_expression", "a")]


def test_our_own_attribute_goes_first():
    body = '<userTask id="t" camunda:assignee="old" carelane:assignee="new" xmlns:carelane="urn:carelane:bpmn:1"/>'
    (task,) = Instance(accepted(body)).user_tasks.values()
    assert task.assignee == "new"


@pytest.mark.skipif(not SUITES.is_dir(), reason="the public suites do not stand beside the project")
def test_nothing_in_public_vendor_models_is_silent():
    marks = [namespace.encode() for namespace in NAMESPACES]
    silent: Counter[str] = Counter()
    seen = 0
    for path in sorted(SUITES.rglob("*")):
        if path.suffix not in (".bpmn", ".xml") or not any(mark in (raw := path.read_bytes()) for mark in marks):
            continue
        documents = read_documents({"m.bpmn": raw})
        for document in documents.documents:
            wanted = list(_vendor_words(document))
            told = {(each.line, each.name.partition(" ")[0]) for each in treated(documents)}
            seen += len(wanted)
            silent.update(name for line, name in wanted if (line, name) not in told)
    assert seen > 4_000
    assert silent == {}


def _vendor_words(document):
    for element in document.root.iter("{*}*"):
        for key in element.attrib:
            if etree.QName(key).namespace in NAMESPACES:
                yield document.line_of(element), f"{NAMESPACES[etree.QName(key).namespace]}:{etree.QName(key).localname}"
        holder = element.getparent()
        is_outermost = holder is None or etree.QName(holder).namespace not in NAMESPACES
        if etree.QName(element).namespace in NAMESPACES and is_outermost:
            yield document.line_of(element), f"{NAMESPACES[etree.QName(element).namespace]}:{etree.QName(element).localname}"
