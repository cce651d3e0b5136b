"""Every event definition wherever the standard allows it: it waits, it happens, and what it interrupts is over."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pytest

from engine.model import read_deployment
from engine.model.process_model import ProcessModel
from engine.runtime import commands
from tests.unit.runtime.instance import HEAD, Instance

ROOTS = '<message id="M" name="M"/><signal id="S" name="S"/><error id="E" errorCode="E"/><escalation id="C" escalationCode="C"/>'
TIMER = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
MESSAGE = '<messageEventDefinition messageRef="M"/>'
SIGNAL = '<signalEventDefinition signalRef="S"/>'
CONDITION = "<conditionalEventDefinition><condition>x = 1</condition></conditionalEventDefinition>"
ERROR = '<errorEventDefinition errorRef="E"/>'
ESCALATION = '<escalationEventDefinition escalationRef="C"/>'


def hear(instance: Instance) -> None:
    (number,) = [number for number, each in instance.signals.items() if each.signal_name == "S"]
    instance.do(commands.DeliverSignal(number))


def change(instance: Instance) -> None:
    instance.complete("beside", {"x": 1})


TRIGGERS: dict[str, tuple[str, Callable[[Instance], Any]]] = {
    "timerEventDefinition": (TIMER, lambda instance: instance.wait(hours=1)),
    "messageEventDefinition": (MESSAGE, lambda instance: instance.send("M")),
    "signalEventDefinition": (SIGNAL, hear),
    "conditionalEventDefinition": (CONDITION, change),
}
THROWN = {"errorEventDefinition": ERROR, "escalationEventDefinition": ESCALATION}


@lru_cache
def model(body: str) -> ProcessModel:
    text = f'{HEAD}{ROOTS}<process id="p" isExecutable="true">{body}</process></definitions>'
    return read_deployment({"inline.bpmn": text.encode()}).model


def flow(source: str, target: str) -> str:
    return f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}"/>'


def cells(tags: dict[str, Any], position: str) -> list[Any]:
    return [pytest.param(tag, marks=pytest.mark.proves(tag, position), id=tag) for tag in tags]


BESIDE = '<userTask id="beside"/>'


@pytest.mark.proves("intermediateCatchEvent")
@pytest.mark.parametrize("tag", cells(TRIGGERS, "intermediate catch"))
def test_a_catch_event_holds_its_token_until_the_event_happens(tag):
    definition, happen = TRIGGERS[tag]
    body = f'<startEvent id="s"/><intermediateCatchEvent id="c">{definition}</intermediateCatchEvent><userTask id="after"/>'
    instance = Instance(
        model(
            body
            + '<endEvent id="e"/>'
            + BESIDE.replace("beside", "unused")
            + flow("s", "c")
            + flow("c", "after")
            + flow("after", "e")
            + '<userTask id="beside"/>'
            + flow("s", "beside")
        ),
        variables={"x": 0},
    )
    assert "after" not in instance.open
    happen(instance)
    assert "after" in instance.open
    assert instance.trace.count("c") == 1


@pytest.mark.proves("boundaryEvent")
@pytest.mark.parametrize("interrupting", [True, False], ids=["interrupting", "beside"])
@pytest.mark.parametrize("tag", cells(TRIGGERS, "boundary"))
def test_a_boundary_event_ends_its_activity_or_runs_beside_it(tag, interrupting):
    definition, happen = TRIGGERS[tag]
    attributes = f'attachedToRef="work" cancelActivity="{str(interrupting).lower()}"'
    body = (
        f'<userTask id="work"/><boundaryEvent id="b" {attributes}>{definition}</boundaryEvent><userTask id="after"/>'
        + BESIDE
        + flow("b", "after")
    )
    instance = Instance(model(body), variables={"x": 0})
    happen(instance)
    assert "after" in instance.open
    assert ("work" in instance.open) is not interrupting
    for task in list(instance.open):
        instance.complete(task)
    assert instance.outcome == "completed", "what waited for the event has gone with the activity"


@pytest.mark.parametrize("interrupting", [True, False], ids=["interrupting", "beside"])
@pytest.mark.parametrize("tag", cells(TRIGGERS, "boundary"))
def test_a_boundary_event_of_a_multi_instance_sub_process_is_there_once(tag, interrupting):
    definition, happen = TRIGGERS[tag]
    attributes = f'attachedToRef="many" cancelActivity="{str(interrupting).lower()}"'
    body = (
        '<subProcess id="many"><multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>'
        '</multiInstanceLoopCharacteristics><userTask id="work"/></subProcess>'
        f'<boundaryEvent id="b" {attributes}>{definition}</boundaryEvent><userTask id="after"/>' + BESIDE + flow("b", "after")
    )
    instance = Instance(model(body), variables={"x": 0})
    assert instance.open.count("work") == 3
    happen(instance)
    assert instance.open.count("after") == 1
    assert instance.open.count("work") == (0 if interrupting else 3)


@pytest.mark.parametrize("interrupting", [True, False], ids=["interrupting", "beside"])
@pytest.mark.parametrize("is_nested", [False, True], ids=["process", "nested"])
@pytest.mark.parametrize("tag", cells(TRIGGERS, "start of an event sub-process"))
def test_an_event_sub_process_ends_its_scope_or_runs_beside_it(tag, is_nested, interrupting):
    definition, happen = TRIGGERS[tag]
    inner = (
        f'<userTask id="work"/><userTask id="beside"/><subProcess id="x" triggeredByEvent="true">'
        f'<startEvent id="b" isInterrupting="{str(interrupting).lower()}">{definition}</startEvent><userTask id="after"/>'
        f'<endEvent id="xe"/>{flow("b", "after")}{flow("after", "xe")}</subProcess>'
    )
    instance = Instance(model(f'<subProcess id="inner">{inner}</subProcess>' if is_nested else inner), variables={"x": 0})
    happen(instance)
    assert "after" in instance.open
    assert ("work" in instance.open) is not interrupting
    for task in list(instance.open):
        instance.complete(task)
    assert instance.outcome == "completed"


@pytest.mark.parametrize("tag", cells(THROWN, "boundary"))
@pytest.mark.parametrize(
    "loop", ["", "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"]
)
def test_what_is_thrown_inside_is_caught_on_the_boundary(tag, loop):
    definition = THROWN[tag]
    body = (
        f'<subProcess id="sub">{loop}<startEvent id="s"/><userTask id="work"/><endEvent id="throw">{definition}</endEvent>'
        f"{flow('s', 'work')}{flow('work', 'throw')}</subProcess>"
        f'<boundaryEvent id="b" attachedToRef="sub">{definition}</boundaryEvent><userTask id="after"/>{flow("b", "after")}'
    )
    instance = Instance(model(body))
    instance.complete("work")
    assert instance.open == ["after"]


@pytest.mark.parametrize("tag", cells(THROWN, "start of an event sub-process"))
@pytest.mark.parametrize("end", [pytest.param(tag, marks=pytest.mark.proves(tag, "end"), id=f"end-{tag}") for tag in THROWN])
def test_what_is_thrown_inside_is_caught_by_an_event_sub_process(tag, end):
    if end != tag:
        end = tag
    definition = THROWN[tag]
    body = (
        f'<startEvent id="s"/><userTask id="work"/><endEvent id="throw">{THROWN[end]}</endEvent>{flow("s", "work")}'
        f'{flow("work", "throw")}<subProcess id="x" triggeredByEvent="true"><startEvent id="b">{definition}</startEvent>'
        f'<userTask id="after"/><endEvent id="xe"/>{flow("b", "after")}{flow("after", "xe")}</subProcess>'
    )
    instance = Instance(model(body))
    instance.complete("work")
    assert instance.open == ["after"]


@pytest.mark.proves("intermediateThrowEvent")
@pytest.mark.parametrize(
    ("definition", "effect"),
    [
        pytest.param(MESSAGE, "messages", marks=pytest.mark.proves("messageEventDefinition", "intermediate throw"), id="message"),
        pytest.param(SIGNAL, "broadcast", marks=pytest.mark.proves("signalEventDefinition", "intermediate throw"), id="signal"),
        pytest.param(
            ESCALATION, "", marks=pytest.mark.proves("escalationEventDefinition", "intermediate throw"), id="escalation"
        ),
    ],
)
def test_a_throw_event_throws_and_goes_on(definition, effect):
    body = f'<startEvent id="s"/><intermediateThrowEvent id="t">{definition}</intermediateThrowEvent><userTask id="after"/>'
    instance = Instance(
        model(body + '<endEvent id="e"/>' + flow("s", "t") + flow("t", "after") + flow("after", "e")), business_key="B"
    )
    assert instance.open == ["after"]
    assert len(getattr(instance, effect)) == 1 if effect else "escalation_thrown" in instance.kinds()


@pytest.mark.proves("endEvent")
@pytest.mark.parametrize(
    ("definition", "effect"),
    [
        pytest.param(MESSAGE, "messages", marks=pytest.mark.proves("messageEventDefinition", "end"), id="message"),
        pytest.param(SIGNAL, "broadcast", marks=pytest.mark.proves("signalEventDefinition", "end"), id="signal"),
    ],
)
def test_an_end_event_throws_and_ends(definition, effect):
    instance = Instance(model(f'<startEvent id="s"/><endEvent id="t">{definition}</endEvent>' + flow("s", "t")), business_key="B")
    assert instance.outcome == "completed"
    assert len(getattr(instance, effect)) == 1


@pytest.mark.proves("startEvent")
@pytest.mark.parametrize(
    ("definition", "part"),
    [
        pytest.param(MESSAGE, "message_starts", marks=pytest.mark.proves("messageEventDefinition", "start"), id="message"),
        pytest.param(SIGNAL, "signal_starts", marks=pytest.mark.proves("signalEventDefinition", "start"), id="signal"),
        pytest.param(
            CONDITION, "conditional_starts", marks=pytest.mark.proves("conditionalEventDefinition", "start"), id="conditional"
        ),
        pytest.param(TIMER, "timer_starts", marks=pytest.mark.proves("timerEventDefinition", "start"), id="timer"),
    ],
)
def test_an_event_starts_a_process_beside_its_other_start_events(definition, part):
    body = f'<startEvent id="s"/><startEvent id="b">{definition}</startEvent><userTask id="after"/><endEvent id="e"/>'
    found = model(body + flow("s", "after") + flow("b", "after") + flow("after", "e"))
    assert [start[0] for start in getattr(found.process("p"), part)] == ["b"]
    instance = Instance(found, start_event_id="b", variables={"x": 7})
    assert (instance.open, instance.trace, instance.variables) == (["after"], ["b"], {"x": 7})


LINKED = (
    '<startEvent id="s"/><intermediateThrowEvent id="t"><linkEventDefinition name="L"/></intermediateThrowEvent>'
    '<intermediateCatchEvent id="c"><linkEventDefinition name="L"/></intermediateCatchEvent>'
    '<userTask id="after"/><endEvent id="e"/>' + flow("s", "t") + flow("c", "after") + flow("after", "e")
)


@pytest.mark.proves("linkEventDefinition", "intermediate throw")
@pytest.mark.proves("linkEventDefinition", "intermediate catch")
def test_a_link_in_a_sub_process_of_several_instances_stays_inside():
    loop = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
    instance = Instance(model(f'<subProcess id="sub">{loop}{LINKED}</subProcess>'))
    assert instance.open == ["after", "after"]
    instance.complete("after")
    instance.complete("after")
    assert instance.outcome == "completed"


@pytest.mark.proves("terminateEventDefinition", "end")
def test_terminate_in_one_instance_of_several_ends_that_one():
    loop = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
    body = (
        f'<subProcess id="sub">{loop}<startEvent id="s"/><userTask id="a"/><userTask id="b"/><endEvent id="t">'
        f"<terminateEventDefinition/></endEvent>{flow('s', 'a')}{flow('s', 'b')}{flow('a', 't')}</subProcess>"
    )
    instance = Instance(model(body))
    assert instance.open == ["a", "a", "b", "b"]
    instance.complete("a")
    assert instance.open == ["a", "b"]
    instance.complete("a")
    assert instance.outcome == "completed"
