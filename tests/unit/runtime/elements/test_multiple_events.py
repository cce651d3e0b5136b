"""Several definitions on one event: one of them is enough, or all are needed; a throw throws each."""

from __future__ import annotations

import pytest

from engine.runtime import commands, decode_state
from tests.unit.runtime.elements.test_event_positions import ESCALATION, MESSAGE, SIGNAL, TIMER, flow, hear, model
from tests.unit.runtime.instance import Instance

ALL = 'parallelMultiple="true"'
CATCH = '<startEvent id="s"/><intermediateCatchEvent id="c" {how}>{parts}</intermediateCatchEvent><userTask id="after"/>' + flow(
    "c", "after"
)
END = '<endEvent id="e"/>' + flow("s", "c") + flow("after", "e")


@pytest.mark.proves("multiple", "intermediate catch")
@pytest.mark.parametrize("first", ["message", "timer", "signal"])
def test_one_of_several_is_enough_and_the_others_are_gone(first):
    instance = Instance(model(CATCH.format(how="", parts=MESSAGE + TIMER + SIGNAL) + END))
    {"message": lambda: instance.send("M"), "timer": lambda: instance.wait(hours=1), "signal": lambda: hear(instance)}[first]()
    assert instance.open == ["after"]
    assert not (instance.timers or instance.subscriptions or instance.signals)


@pytest.mark.proves("parallel multiple", "intermediate catch")
def test_all_of_several_are_needed_and_what_each_brought_is_kept():
    instance = Instance(model(CATCH.format(how=ALL, parts=MESSAGE + TIMER) + END))
    instance.send("M", {"answer": 42})
    assert instance.open == []
    assert decode_state(instance.text).heard, "what was heard is stored"
    instance.wait(hours=1)
    assert instance.open == ["after"]
    assert instance.variables == {"answer": 42}
    assert not decode_state(instance.text).heard


@pytest.mark.proves("multiple", "boundary")
@pytest.mark.parametrize("interrupting", [True, False])
def test_a_multiple_boundary_event(interrupting):
    body = (
        f'<userTask id="work"/><boundaryEvent id="b" attachedToRef="work" cancelActivity="{str(interrupting).lower()}">'
        f'{MESSAGE}{TIMER}</boundaryEvent><userTask id="after"/>{flow("b", "after")}'
    )
    instance = Instance(model(body))
    instance.send("M")
    assert instance.open == (["after"] if interrupting else ["after", "work"])
    instance.wait(hours=1)
    assert instance.open.count("after") == (1 if interrupting else 2), "one that runs beside hears each of them"


@pytest.mark.proves("parallel multiple", "boundary")
def test_a_parallel_multiple_boundary_event_that_runs_beside_waits_for_all_again():
    body = (
        f'<userTask id="work"/><boundaryEvent id="b" attachedToRef="work" cancelActivity="false" {ALL}>{MESSAGE}{SIGNAL}'
        f'</boundaryEvent><userTask id="after"/>{flow("b", "after")}'
    )
    instance = Instance(model(body))
    for expected in (1, 2):
        instance.send("M")
        assert instance.open.count("after") == expected - 1
        hear(instance)
        assert instance.open.count("after") == expected
    instance.complete("work")
    assert not (instance.subscriptions or instance.signals)


@pytest.mark.proves("multiple", "start of an event sub-process")
@pytest.mark.proves("parallel multiple", "start of an event sub-process")
@pytest.mark.parametrize("how", ["", ALL])
def test_an_event_sub_process_that_starts_on_several(how):
    inner = (
        f'<userTask id="work"/><subProcess id="x" triggeredByEvent="true"><startEvent id="b" {how}>{MESSAGE}{SIGNAL}</startEvent>'
        f'<userTask id="after"/><endEvent id="xe"/>{flow("b", "after")}{flow("after", "xe")}</subProcess>'
    )
    instance = Instance(model(inner))
    instance.send("M")
    if how:
        assert instance.open == ["work"]
        hear(instance)
    assert instance.open == ["after"]


@pytest.mark.proves("multiple", "start")
def test_each_of_several_starts_the_process():
    found = model(
        f'<startEvent id="b">{MESSAGE}{SIGNAL}</startEvent><userTask id="after"/><endEvent id="e"/>'
        + flow("b", "after")
        + flow("after", "e")
    )
    process = found.process("p")
    assert (process.message_starts, process.signal_starts) == ((("b", "M"),), (("b", "S"),))
    assert Instance(found, start_event_id="b").open == ["after"]


@pytest.mark.proves("parallel multiple", "start")
def test_a_parallel_multiple_start_waits_in_its_instance_for_the_rest():
    found = model(
        f'<startEvent id="b" {ALL}>{MESSAGE}{SIGNAL}</startEvent><userTask id="after"/><endEvent id="e"/>'
        + flow("b", "after")
        + flow("after", "e")
    )
    instance = Instance(found, start_event_id="b", heard="S", business_key="B")
    assert (instance.open, list(instance.signals)) == ([], [])
    instance.send("M", {"x": 1})
    assert (instance.open, instance.variables) == (["after"], {"x": 1})


@pytest.mark.proves("multiple", "intermediate throw")
@pytest.mark.proves("multiple", "end")
@pytest.mark.parametrize("tag", ["intermediateThrowEvent", "endEvent"])
def test_a_throw_throws_all_it_says(tag):
    after = '<endEvent id="e"/>' + flow("t", "e") if tag == "intermediateThrowEvent" else ""
    body = f'<startEvent id="s"/><{tag} id="t">{MESSAGE}{SIGNAL}{ESCALATION}</{tag}>{flow("s", "t")}{after}'
    instance = Instance(model(body), business_key="B")
    assert (len(instance.messages), len(instance.broadcast)) == (1, 1)
    assert "escalation_thrown" in instance.kinds()
    assert instance.outcome == "completed"


def test_a_multiple_end_that_terminates_does_so_last():
    body = (
        f'<startEvent id="s"/><userTask id="a"/><userTask id="b"/><endEvent id="t">{SIGNAL}<terminateEventDefinition/></endEvent>'
        + flow("s", "a")
        + flow("s", "b")
        + flow("a", "t")
    )
    instance = Instance(model(body))
    instance.complete("a")
    assert (instance.outcome, len(instance.broadcast)) == ("terminated", 1)


def test_a_signal_waits_until_the_other_branches_have_come_to_rest():
    body = (
        f'<startEvent id="s"/><intermediateThrowEvent id="t">{SIGNAL}</intermediateThrowEvent><endEvent id="e1"/>'
        f'<task id="slow"/><intermediateCatchEvent id="c">{SIGNAL}</intermediateCatchEvent><endEvent id="e2"/>'
        + flow("s", "t")
        + flow("s", "slow")
        + flow("t", "e1")
        + flow("slow", "c")
        + flow("c", "e2")
    )
    assert Instance(model(body)).outcome == "completed"


def test_a_cancelled_instance_forgets_what_it_heard():
    instance = Instance(model(CATCH.format(how=ALL, parts=MESSAGE + TIMER) + END))
    instance.send("M", {"answer": 42})
    instance.do(commands.Cancel("given up"))
    assert not decode_state(instance.text).heard
