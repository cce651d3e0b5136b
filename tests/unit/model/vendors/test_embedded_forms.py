"""A Camunda 8 model may carry its forms inside: they are read like files beside it."""

from __future__ import annotations

import json

from engine.model import Deployment, Finding, inspect_deployment

FIELD = {"type": "textfield", "key": "reason", "label": "Reason"}


def read(key: str = "reason", **files: bytes) -> tuple[Deployment | None, list[Finding]]:
    form = json.dumps({"type": "default", "components": [{**FIELD, "key": key}]})
    text = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"\n'
        ' targetNamespace="t"><process id="p" isExecutable="true">\n'
        f"<extensionElements><zeebe:userTaskForm id='leave'>{form}</zeebe:userTaskForm></extensionElements>"
        '<startEvent id="s"/><userTask id="ask"><extensionElements>'
        '<zeebe:formDefinition formKey="camunda-forms:bpmn:leave"/></extensionElements></userTask><endEvent id="e"/>'
        '<sequenceFlow sourceRef="s" targetRef="ask"/><sequenceFlow sourceRef="ask" targetRef="e"/></process></definitions>'
    )
    deployment, findings = inspect_deployment({"model.bpmn": text.encode(), **files})
    return deployment, [each for each in findings if each.severity == "error"]


def test_a_form_inside_the_model_is_the_form_of_its_task():
    deployment, errors = read()
    assert deployment is not None, errors
    assert getattr(deployment.model.node("ask"), "form_key", "") == "leave"
    assert [field.key for field in deployment.forms["leave"].content.items] == ["reason"]


def test_a_mistake_in_it_is_told_where_it_stands():
    deployment, errors = read(key="the reason")
    assert deployment is None
    (error,) = errors
    assert (error.rule, error.file, error.element_id, error.line) == ("form.key", "model.bpmn", "leave", 3)


def test_a_file_of_the_same_name_goes_first():
    file = json.dumps({"type": "default", "components": [{**FIELD, "key": "cause"}]}).encode()
    deployment, errors = read(key="the reason", **{"leave.form.json": file})
    assert deployment is not None, errors
    assert [field.key for field in deployment.forms["leave"].content.items] == ["cause"]
