"""Events that instances throw, compensation in all its forms, ad-hoc sub-processes that finish what is open."""

from __future__ import annotations

import pytest

from engine.model import read_deployment
from tests.unit.runtime.elements.test_event_positions import ROOTS, flow, model
from tests.unit.runtime.instance import HEAD, Instance


def behaving(attributes: str, inside: str = "") -> Instance:
    text = (
        f'{HEAD}{ROOTS}<signalEventDefinition id="D" signalRef="S"/><process id="p" isExecutable="true"><startEvent id="s"/>'
        f'<userTask id="many"><multiInstanceLoopCharacteristics {attributes}><loopCardinality>3</loopCardinality>{inside}'
        '</multiInstanceLoopCharacteristics></userTask><boundaryEvent id="b" attachedToRef="many">'
        '<signalEventDefinition signalRef="S"/>'
        f'</boundaryEvent><userTask id="told"/><endEvent id="e"/>{flow("s", "many")}{flow("many", "e")}{flow("b", "told")}'
        "</process></definitions>"
    )
    return Instance(read_deployment({"behaving.bpmn": text.encode()}).model)


COMPLEX = (
    "<complexBehaviorDefinition><condition xsi:type='tFormalExpression'>loopCounter = 2</condition><event id='ev'>"
    "<signalEventDefinition id='cd' signalRef='S'/></event></complexBehaviorDefinition>"
)


@pytest.mark.proves("multiInstanceLoopCharacteristics", "behavior")
@pytest.mark.parametrize(
    ("attributes", "inside", "told"),
    [
        ('behavior="None" noneBehaviorEventRef="D"', "", [1, 2, 3]),
        ('behavior="One" oneBehaviorEventRef="D"', "", [1, 1, 1]),
        ('behavior="Complex"', COMPLEX, [0, 1, 1]),
        ('behavior="All"', "", [0, 0, 0]),
    ],
    ids=["None", "One", "Complex", "All"],
)
def test_completed_instances_throw_what_the_behavior_says(attributes, inside, told):
    instance = behaving(f'isSequential="true" {attributes}', inside)
    for expected in told:
        instance.complete("many")
        assert instance.open.count("told") == expected
    assert "many" not in instance.open


UNDO = (
    '<subProcess id="sub"><startEvent id="s1"/><userTask id="book"/><endEvent id="e1"/>{inner}'
    + flow("s1", "book")
    + flow("book", "e1")
    + '<boundaryEvent id="bb" attachedToRef="book"><compensateEventDefinition/></boundaryEvent>'
    '<userTask id="unbook" isForCompensation="true"/><association id="as" sourceRef="bb" targetRef="unbook"/></subProcess>'
)
THROW = (
    '<startEvent id="s"/><intermediateThrowEvent id="t"><compensateEventDefinition {how}/>'
    '</intermediateThrowEvent><userTask id="after"/><endEvent id="e"/>'
    + (flow("s", "sub") + flow("sub", "t") + flow("t", "after") + flow("after", "e"))
)
EVENT_SUB_PROCESS = (
    '<subProcess id="x" triggeredByEvent="true"><startEvent id="xs"><compensateEventDefinition/>'
    '</startEvent><userTask id="explain"/>'
    '<intermediateThrowEvent id="xt"><compensateEventDefinition/></intermediateThrowEvent><endEvent id="xe"/>'
    + flow("xs", "explain")
    + flow("explain", "xt")
    + flow("xt", "xe")
    + "</subProcess>"
)


@pytest.mark.proves("compensateEventDefinition", "start of an event sub-process")
def test_a_compensation_event_sub_process_undoes_its_scope_when_asked():
    # given a completed sub-process with one
    instance = Instance(model(UNDO.format(inner=EVENT_SUB_PROCESS) + THROW.format(how="")))
    instance.complete("book")

    # then it runs instead of the handlers inside, and may call them
    assert instance.open == ["explain"]
    instance.complete("explain")
    assert instance.open == ["unbook"]
    instance.complete("unbook")
    assert instance.open == ["after"]


def test_a_handler_inside_a_completed_sub_process_sees_the_values_of_that_time():
    mapping = (
        "<extensionElements><carelane:ioMapping><carelane:input source='=42' target='bed'/>"
        "</carelane:ioMapping></extensionElements>"
    )
    body = (
        UNDO.format(inner="")
        .replace('<subProcess id="sub">', f'<subProcess id="sub">{mapping}')
        .replace(
            '<userTask id="unbook" isForCompensation="true"/>',
            '<scriptTask id="unbook" isForCompensation="true" scriptFormat="feel"><script>{freed: bed}</script></scriptTask>',
        )
    )
    instance = Instance(model(body + THROW.format(how="")))
    instance.complete("book")
    assert instance.open == ["after"]
    assert instance.variables == {"freed": 42}


@pytest.mark.proves("compensateEventDefinition", "intermediate throw")
@pytest.mark.parametrize(("how", "opened"), [("", ["unbook"]), ('waitForCompletion="false"', ["after", "unbook"])])
def test_a_throw_waits_for_the_handlers_or_not(how, opened):
    instance = Instance(model(UNDO.format(inner="") + THROW.format(how=how)))
    instance.complete("book")
    assert instance.open == opened
    while instance.open:
        instance.complete(instance.open[-1])
    assert instance.outcome == "completed"


@pytest.mark.proves("adHocSubProcess", "cancelRemainingInstances")
@pytest.mark.parametrize(("cancels", "left"), [("true", []), ("false", ["b"])])
def test_enough_is_enough_or_what_is_open_is_finished(cancels, left):
    body = (
        f'<adHocSubProcess id="h" cancelRemainingInstances="{cancels}"><userTask id="a"/><userTask id="b"/>'
        "<completionCondition>enough</completionCondition></adHocSubProcess>"
    )
    instance = Instance(model(body), variables={"enough": False})
    instance.complete("a", {"enough": True})
    assert instance.open == left
    if left:
        instance.complete("b", {"enough": False})
    assert instance.outcome == "completed"


@pytest.mark.proves("transaction", "several instances")
def test_the_cancel_of_one_instance_leaves_by_the_boundary_of_all():
    loop = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
    body = (
        f'<transaction id="sub">{loop}<startEvent id="s1"/><userTask id="book"/><userTask id="decide"/><endEvent id="e1">'
        f"<cancelEventDefinition/></endEvent>{flow('s1', 'book')}{flow('book', 'decide')}{flow('decide', 'e1')}"
        '<boundaryEvent id="bb" attachedToRef="book"><compensateEventDefinition/></boundaryEvent>'
        '<userTask id="unbook" isForCompensation="true"/><association id="as" sourceRef="bb" targetRef="unbook"/></transaction>'
        '<boundaryEvent id="b" attachedToRef="sub"><cancelEventDefinition/></boundaryEvent>'
        '<userTask id="after"/>' + flow("b", "after")
    )
    instance = Instance(model(body))
    instance.complete("book")
    assert instance.open == ["book", "decide"]
    instance.complete("decide")
    assert instance.open == ["unbook"], "the other one ends with it, and what was done is undone first"
    instance.complete("unbook")
    assert instance.open == ["after"]
    instance.complete("after")
    assert instance.outcome == "completed"


def test_what_the_other_instances_have_done_is_undone_by_the_cancel_too():
    loop = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
    note = '<scriptTask id="unbook" isForCompensation="true"><script>{undone: append(undone, loopCounter)}</script></scriptTask>'
    body = (
        f'<startEvent id="s"/><endEvent id="e"/><transaction id="sub">{loop}<startEvent id="s1"/><task id="book"/>'
        f'<userTask id="decide"/><endEvent id="e1"><cancelEventDefinition/></endEvent>{flow("s1", "book")}'
        f"{flow('book', 'decide')}{flow('decide', 'e1')}"
        f'<boundaryEvent id="bb" attachedToRef="book"><compensateEventDefinition/></boundaryEvent>{note}'
        '<association id="as" sourceRef="bb" targetRef="unbook"/></transaction>'
        '<boundaryEvent id="b" attachedToRef="sub"><cancelEventDefinition/></boundaryEvent>'
        f'<endEvent id="off"/>{flow("s", "sub")}{flow("sub", "e")}{flow("b", "off")}'
    )
    instance = Instance(model(body), variables={"undone": []})
    assert instance.open == ["decide", "decide"]
    instance.complete("decide")
    assert instance.variables == {"undone": [1, 2]}, "the one that cancels first, each with the values of its own instance"
    assert (instance.trace[-2:], instance.outcome) == (["b", "off"], "completed")


def test_a_handler_knows_for_which_item_its_activity_was_completed():
    loop = '<multiInstanceLoopCharacteristics carelane:collection="=beds" carelane:elementVariable="bed"/>'
    body = (
        f'<userTask id="book">{loop}</userTask><boundaryEvent id="bb" attachedToRef="book"><compensateEventDefinition/>'
        '</boundaryEvent><scriptTask id="free" isForCompensation="true"><script>{freed: append(freed, bed)}</script></scriptTask>'
        '<startEvent id="s"/><endEvent id="e"><compensateEventDefinition/></endEvent>'
        f'{flow("s", "book")}{flow("book", "e")}<association id="as" sourceRef="bb" targetRef="free"/>'
    )
    instance = Instance(model(body), variables={"beds": ["A", "B"], "freed": []})
    while instance.open:
        instance.complete("book")
    assert instance.variables["freed"] == ["B", "A"]


def test_handlers_of_several_instances_run_in_the_reverse_order_of_completion():
    loop = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
    body = UNDO.format(inner="").replace('<subProcess id="sub">', f'<subProcess id="sub">{loop}')
    instance = Instance(model(body + THROW.format(how="")))
    instance.complete("book")
    instance.complete("book")
    assert instance.open == ["unbook"]
    instance.complete("unbook")
    assert instance.open == ["unbook"]
    instance.complete("unbook")
    assert instance.open == ["after"]
