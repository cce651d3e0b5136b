"""Corners of the standard where engines differ: what was visited, and what is open, after each act."""

from __future__ import annotations

from itertools import pairwise

import pytest

from engine.runtime import commands
from tests.unit.runtime.elements.test_event_positions import ERROR, ESCALATION, MESSAGE, SIGNAL, TIMER, flow, hear, model
from tests.unit.runtime.instance import Instance

COMPENSATE = "<compensateEventDefinition/>"
TWICE = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"


def tasks(names: str) -> str:
    return "".join(f'<userTask id="{name}"/>' for name in names.split())


def way(names: str) -> str:
    """Sequence flows along these nodes."""
    ids = names.split()
    return "".join(flow(source, target) for source, target in pairwise(ids))


def ends(names: str) -> str:
    return "".join(f'<endEvent id="{name}"/>' for name in names.split())


def beside(name: str, definition: str, *, interrupting: bool = True, inside: str = "") -> str:
    """An event sub-process `name` with the task `name`_task."""
    return (
        f'<subProcess id="{name}" triggeredByEvent="true">'
        f'<startEvent id="{name}_start" isInterrupting="{str(interrupting).lower()}">'
        f"{definition}</startEvent>{tasks(f'{name}_task')}{ends(f'{name}_end')}"
        f"{way(f'{name}_start {name}_task {name}_end')}{inside}</subProcess>"
    )


def run(body: str, *acts: str) -> Instance:
    """Complete these user tasks in turn; `!` lets everybody who waits hear the signal."""
    instance = Instance(model(body))
    for act in acts:
        hear(instance) if act == "!" else instance.complete(act)
    return instance


JOIN = '<startEvent id="s"/><parallelGateway id="f"/><inclusiveGateway id="j"/>' + tasks("a z") + ends("e other")
JOIN += way("s f a j z e")
LINK = '<linkEventDefinition name="page 2"/>'
UPSTREAM = {
    "a link": (
        f'{tasks("b")}<intermediateThrowEvent id="l">{LINK}</intermediateThrowEvent><intermediateCatchEvent id="c">{LINK}'
        f"</intermediateCatchEvent>{way('f b l')}{way('c j')}{way('b other')}",
        ["b"],
    ),
    "a boundary event that did not happen": (
        f'{tasks("b h")}<boundaryEvent id="x" attachedToRef="b">{TIMER}</boundaryEvent>{way("f b other")}{way("x h j")}',
        ["b"],
    ),
    "a sub-process": (f'<subProcess id="b">{tasks("h")}</subProcess>{way("f b j")}{way("b other")}', ["h"]),
}


@pytest.mark.parametrize("upstream", UPSTREAM)
def test_an_inclusive_join_waits_as_long_as_a_token_may_come_by(upstream):
    branch, work = UPSTREAM[upstream]
    instance = run(JOIN + branch, "a")
    assert instance.open == work
    instance.complete(work[0])
    assert instance.open == ["z"]


def test_an_inclusive_join_goes_on_when_the_other_event_was_first():
    events = (
        f'<eventBasedGateway id="g"/><intermediateCatchEvent id="c">{MESSAGE}</intermediateCatchEvent>'
        f'<intermediateCatchEvent id="t">{TIMER}</intermediateCatchEvent>{way("f g c j")}{way("g t other")}'
    )
    instance = run(JOIN + events, "a")
    assert instance.open == []
    instance.wait(hours=1)
    assert instance.open == ["z"]


@pytest.mark.parametrize(
    ("outer", "inner", "opened"),
    [
        (True, True, ["out_task"]),
        (True, False, ["out_task"]),
        (False, True, ["in_task", "out_task"]),
        (False, False, ["in_task", "out_task", "work"]),
    ],
)
def test_event_sub_processes_of_one_signal_inside_each_other(outer, inner, opened):
    body = (
        f'<startEvent id="s"/><subProcess id="sub"><startEvent id="b"/>{tasks("work")}{ends("d")}{way("b work d")}'
        f"{beside('in', SIGNAL, interrupting=inner)}</subProcess>{ends('e')}{way('s sub e')}"
        f"{beside('out', SIGNAL, interrupting=outer)}"
    )
    instance = Instance(model(body))
    for number in list(instance.signals):
        if number in instance.signals:
            instance.do(commands.DeliverSignal(number))
    assert instance.open == opened


def test_an_error_thrown_by_its_own_handler_goes_further_out():
    inner = beside("in", ERROR).replace('<endEvent id="in_end"/>', f'<endEvent id="in_end">{ERROR}</endEvent>')
    body = (
        f'<startEvent id="s"/><subProcess id="sub"><startEvent id="b"/>{tasks("work")}<endEvent id="d">{ERROR}</endEvent>'
        f"{way('b work d')}{inner}</subProcess>{ends('e')}{way('s sub e')}{beside('out', ERROR)}"
    )
    instance = run(body, "work", "in_task")
    assert instance.open == ["out_task"]


def test_an_error_of_one_instance_handled_inside_leaves_the_others_alone():
    body = (
        f'<startEvent id="s"/><subProcess id="sub">{TWICE}<startEvent id="b"/>{tasks("work")}<endEvent id="d">{ERROR}</endEvent>'
        f"{way('b work d')}{beside('in', ERROR)}</subProcess>{ends('e')}{way('s sub e')}"
    )
    instance = run(body, "work")
    assert instance.open == ["in_task", "work"]
    for task in ("work", "in_task", "in_task"):
        instance.complete(task)
    assert instance.outcome == "completed"


def test_an_escalation_that_does_not_interrupt_is_heard_each_time():
    tell = "".join(f'<intermediateThrowEvent id="t{number}">{ESCALATION}</intermediateThrowEvent>' for number in (1, 2))
    body = (
        f'<startEvent id="s"/><subProcess id="sub"><startEvent id="b"/>{tell}{tasks("work")}'
        f'<endEvent id="d">{ESCALATION}</endEvent>'
        f'{way("b t1 t2 work d")}</subProcess><boundaryEvent id="x" attachedToRef="sub" cancelActivity="false">{ESCALATION}'
        f"</boundaryEvent>{tasks('h')}{ends('e')}{way('s sub e')}{way('x h')}"
    )
    instance = run(body)
    assert instance.open == ["h", "h", "work"]
    instance.complete("work")
    assert instance.open == ["h", "h", "h"]


UNDO = f'<boundaryEvent id="u" attachedToRef="a">{COMPENSATE}</boundaryEvent>'
BOUND = '<association id="as" sourceRef="u" targetRef="h"/>'


def test_an_error_in_a_compensation_handler_is_caught_around_the_throw():
    handler = (
        f'<subProcess id="h" isForCompensation="true"><startEvent id="hs"/><endEvent id="he">{ERROR}</endEvent>{way("hs he")}'
    )
    body = (
        f'<startEvent id="s"/><subProcess id="sub"><startEvent id="b"/><task id="a"/>{UNDO}{handler}</subProcess>'
        f'<intermediateThrowEvent id="t">{COMPENSATE}</intermediateThrowEvent>{ends("d")}{way("b a t d")}{BOUND}</subProcess>'
        f'<boundaryEvent id="x" attachedToRef="sub">{ERROR}</boundaryEvent>{tasks("after")}{ends("e")}{way("s sub e")}'
        f"{way('x after')}"
    )
    assert run(body).open == ["after"]


def test_a_compensation_event_sub_process_may_ask_the_handlers_inside():
    inner = beside("again", COMPENSATE).replace(
        '<userTask id="again_task"/>', f'<intermediateThrowEvent id="again_task">{COMPENSATE}</intermediateThrowEvent>'
    )
    body = (
        f'<startEvent id="s"/><subProcess id="sub"><startEvent id="b"/><task id="a"/>{UNDO}'
        f'<userTask id="h" isForCompensation="true"/>{ends("d")}{way("b a d")}{inner}{BOUND}</subProcess>'
        f'<endEvent id="e"><compensateEventDefinition activityRef="sub"/></endEvent>{way("s sub e")}'
    )
    instance = run(body, "h")
    assert instance.trace[-5:] == ["h", "again_task", "again_end", "again", "e"]


@pytest.mark.parametrize(("interrupting", "opened"), [("true", ["told"]), ("false", ["told", "work"])])
def test_a_signal_is_heard_on_the_border_of_what_throws_it(interrupting, opened):
    body = (
        f'<startEvent id="s"/><subProcess id="sub"><startEvent id="b"/><intermediateThrowEvent id="t">{SIGNAL}'
        f"</intermediateThrowEvent>{tasks('work')}{ends('d')}{way('b t work d')}</subProcess>"
        f'<boundaryEvent id="x" attachedToRef="sub" cancelActivity="{interrupting}">{SIGNAL}</boundaryEvent>{tasks("told")}'
        f"{ends('e')}{way('s sub e')}{way('x told')}"
    )
    assert run(body).open == opened


def test_a_scope_ends_when_its_event_sub_process_does():
    body = (
        f'<startEvent id="s"/><subProcess id="sub"><startEvent id="b"/>{tasks("work")}{ends("d")}{way("b work d")}'
        f"{beside('in', SIGNAL, interrupting=False)}</subProcess>{tasks('after')}{ends('e')}{way('s sub after e')}"
    )
    instance = run(body, "!", "work")
    assert instance.open == ["in_task"]
    instance.complete("in_task")
    assert instance.open == ["after"]


def test_what_a_round_declares_is_new_in_each_round():
    loop = '<standardLoopCharacteristics loopMaximum="3"/>'
    script = "<script>{seen: append(if seen = null then [] else seen, own), own: 1}</script>"
    body = f'<subProcess id="sub">{loop}<dataObject id="o" name="own"/><scriptTask id="k">{script}</scriptTask></subProcess>'
    assert run(body).variables == {"seen": [None, None, None]}
