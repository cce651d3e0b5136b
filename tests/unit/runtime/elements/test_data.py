"""Data objects, inputs and outputs, associations with transformation and assignment, stores, properties."""

from __future__ import annotations

import pytest

from engine.model import read_deployment
from tests.unit.runtime.elements.test_event_positions import flow, model
from tests.unit.runtime.instance import HEAD, Instance

FORMAL = 'xsi:type="tFormalExpression"'


def specification(inputs: str = "", outputs: str = "") -> str:
    """An ioSpecification with data inputs and outputs of these ids, named after them."""
    made = "".join(f'<dataInput id="{name}" name="{name}"/>' for name in inputs.split())
    made += "".join(f'<dataOutput id="{name}" name="{name}"/>' for name in outputs.split())
    sets = "".join(f"<dataInputRefs>{name}</dataInputRefs>" for name in inputs.split())
    gives = "".join(f"<dataOutputRefs>{name}</dataOutputRefs>" for name in outputs.split())
    return f"<ioSpecification>{made}<inputSet>{sets}</inputSet><outputSet>{gives}</outputSet></ioSpecification>"


def into(source: str, target: str, how: str = "") -> str:
    ref = f"<sourceRef>{source}</sourceRef>" if source else ""
    return f"<dataInputAssociation>{ref}<targetRef>{target}</targetRef>{how}</dataInputAssociation>"


def out(source: str, target: str, how: str = "") -> str:
    return f"<dataOutputAssociation><sourceRef>{source}</sourceRef><targetRef>{target}</targetRef>{how}</dataOutputAssociation>"


REPORT = '<dataObject id="o" name="report"/><dataObjectReference id="r" dataObjectRef="o"/>'


@pytest.mark.proves("dataObject", "input and output association")
def test_a_user_task_is_given_a_data_object_and_gives_one_back():
    # given a task that reads one data object and writes another
    body = (
        REPORT + '<dataObject id="p1" name="finding"/><dataObjectReference id="f" dataObjectRef="p1"><dataState name="signed"/>'
        f'</dataObjectReference><userTask id="read">{specification("shown", "found")}'
        f"{into('r', 'shown')}{out('found', 'f')}</userTask>"
    )
    instance = Instance(model(body), variables={"report": "CT head"})

    # then its form is filled, and what it gives goes into the object with its state
    (task,) = instance.user_tasks.values()
    assert task.form_values == {"shown": "CT head"}
    instance.complete("read", {"found": "no bleeding"})
    assert instance.variables["finding"] == "no bleeding"
    assert instance.variables["finding state"] == "signed"


@pytest.mark.proves("dataInputAssociation", "transformation and assignment")
def test_a_transformation_and_assignments_are_feel():
    upper = "<transformation>upper case(report)</transformation>"
    parts = (
        f'<assignment><from {FORMAL}>"urgent: " + report</from><to {FORMAL}>note</to></assignment>'
        f"<assignment><from {FORMAL}>1 + 1</from><to {FORMAL}>count</to></assignment>"
    )
    body = (
        REPORT + f'<userTask id="a">{specification("x")}{into("r", "x", upper)}</userTask>'
        f'<userTask id="b">{specification("note count")}{into("r", "note", parts)}</userTask>'
    )
    instance = Instance(model(body), variables={"report": "ct"})
    assert {task.activity_id: dict(task.form_values) for task in instance.user_tasks.values()} == {
        "a": {"x": "CT"},
        "b": {"note": "urgent: ct", "count": 2},
    }


def test_an_output_that_nobody_gave_leaves_its_object_alone():
    body = REPORT + f'<userTask id="a">{specification("", "found")}{out("found", "r")}</userTask>'
    instance = Instance(model(body), variables={"report": "old"})
    instance.complete("a", {})
    assert instance.variables == {"report": "old"}


def test_script_and_service_tasks_carry_data_too():
    seven = f"<assignment><from {FORMAL}>7</from><to {FORMAL}>n</to></assignment>"
    body = (
        REPORT + '<startEvent id="s"/><endEvent id="e"/>'
        f'<scriptTask id="write" scriptFormat="feel">{specification("n", "text")}{into("", "n", seven)}'
        f"{out('text', 'r')}<script>{{text: string(n)}}</script></scriptTask>"
        f'<serviceTask id="send" carelane:topic="t">{specification("letter", "receipt")}'
        f"{into('r', 'letter')}{out('receipt', 'r')}</serviceTask>"
        + flow("s", "write")
        + flow("write", "send")
        + flow("send", "e")
    )
    instance = Instance(model(body))
    assert instance.variables["report"] == "7"
    assert instance.jobs[instance.job("send")].payload == {"letter": "7"}
    instance.finish_job("send", {"receipt": "R1"})
    assert instance.variables["report"] == "R1"


@pytest.mark.proves("dataObject", "in a sub-process")
@pytest.mark.proves("property", "in a sub-process")
def test_what_a_sub_process_declares_lives_in_it():
    body = (
        '<subProcess id="sub"><property id="q" name="note"/><dataObject id="o" name="report"/><userTask id="a"/></subProcess>'
        '<userTask id="b"/>' + flow("sub", "b")
    )
    instance = Instance(model(body))
    instance.complete("a", {"report": "inside", "note": "inside", "other": "outside"})
    assert instance.variables == {"other": "outside"}


@pytest.mark.proves("dataStoreReference", "input and output association")
def test_a_data_store_keeps_its_value_as_long_as_the_instance():
    text = (
        f'{HEAD}<dataStore id="d" name="stock"/><process id="p" isExecutable="true"><dataStoreReference id="r" dataStoreRef="d"/>'
        f'<startEvent id="s"/><userTask id="a">{specification("", "left")}{out("left", "r")}</userTask>'
        f'<userTask id="b">{specification("seen")}{into("r", "seen")}</userTask><endEvent id="e"/>'
        f"{flow('s', 'a')}{flow('a', 'b')}{flow('b', 'e')}</process></definitions>"
    )
    deployment = read_deployment({"store.bpmn": text.encode()})
    assert [each.rule for each in deployment.findings].count("data_store_of_the_instance") == 2, "no other instance sees it"
    instance = Instance(deployment.model)
    instance.complete("a", {"left": 3})
    (task,) = instance.user_tasks.values()
    assert task.form_values == {"seen": 3}


@pytest.mark.proves("multiInstanceLoopCharacteristics", "data of a loop")
def test_a_loop_over_a_data_input_gives_a_data_output():
    body = (
        '<dataObject id="many" name="wards" isCollection="true"/><dataObject id="all" name="answers" isCollection="true"/>'
        '<userTask id="ask"><ioSpecification><dataInput id="i" name="wards_in" isCollection="true"/>'
        '<dataOutput id="u" name="answers_out" isCollection="true"/><inputSet><dataInputRefs>i</dataInputRefs></inputSet>'
        "<outputSet><dataOutputRefs>u</dataOutputRefs></outputSet></ioSpecification>"
        f"{into('many', 'i')}{out('u', 'all')}<multiInstanceLoopCharacteristics><loopDataInputRef>i</loopDataInputRef>"
        '<loopDataOutputRef>u</loopDataOutputRef><inputDataItem id="ii" name="ward"/><outputDataItem id="oo" name="answer"/>'
        "</multiInstanceLoopCharacteristics></userTask>"
    )
    instance = Instance(model(body), variables={"wards": ["A", "B"]})
    assert len(instance.open) == 2
    instance.complete("ask", {"answer": "yes"})
    instance.complete("ask", {"answer": "no"})
    assert instance.variables["answers"] == ["yes", "no"]


@pytest.mark.proves("callActivity", "data of a call")
def test_a_call_passes_what_it_declares_by_order():
    text = (
        f'{HEAD}<process id="p" isExecutable="true">{REPORT}<callActivity id="c" calledElement="q">'
        f"{specification('given', 'got')}"
        f'{into("r", "given")}{out("got", "r")}</callActivity></process><process id="q" isExecutable="true">'
        f'{specification("asked", "answer")}<scriptTask id="w" scriptFormat="feel">'
        "<script>{answer: asked + 1}</script></scriptTask>"
        "</process></definitions>"
    )
    instance = Instance(read_deployment({"call.bpmn": text.encode()}).model, variables={"report": 1, "secret": 2})
    assert instance.outcome == "completed"
    assert instance.variables == {"report": 2, "secret": 2}
