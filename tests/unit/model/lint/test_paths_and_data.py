"""Rules about where tokens meet, what is waited for, and who writes what: a model that hits each, and one that does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.model import inspect_deployment
from engine.model.findings import Finding
from engine.model.lint import rule
from engine.model.lint.page import PAGE, page

ROOT = Path(__file__).resolve().parents[4]
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:carelane="urn:carelane:bpmn:1" targetNamespace="t">'
    '<message id="m" name="Asked"/><message id="other" name="Answered"/><error id="err" errorCode="STOPPED"/>'
)


def deployment(flows: str, body: str, *, process: str = "", more: str = "") -> bytes:
    """`flows`: "a>b b>c[condition]"; every name that `body` does not define is a script task, e… an end, g… and j… gateways."""
    named = dict.fromkeys(name for flow in flows.split() for name in flow.partition("[")[0].split(">"))
    drawn = "".join(_node(name) for name in named if f'id="{name}"' not in body)
    for number, flow in enumerate(flows.split()):
        ends, _, condition = flow.partition("[")
        source, target = ends.split(">")
        inner = f"<conditionExpression>{condition.rstrip(']')}</conditionExpression>" if condition else ""
        drawn += f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'
    inside = f'<process id="p" isExecutable="true" name="流程" carelane:starterGroups="doctor" {process}>{body}{drawn}</process>'
    return f"{HEAD}{inside}{more}</definitions>".encode()


def _node(name: str) -> str:
    if name == "s":
        return '<startEvent id="s"/>'
    if name.startswith("e"):
        return f'<endEvent id="{name}"/>'
    if name.startswith("g"):
        return f'<exclusiveGateway id="{name}"/>'
    if name.startswith("j"):
        return f'<parallelGateway id="{name}"/>'
    return f'<scriptTask id="{name}"><script>{{{name}_result: 1}}</script></scriptTask>'


def findings(raw: bytes) -> list[Finding]:
    model, found = inspect_deployment({"model.bpmn": raw})
    assert model is not None, [str(each) for each in found]
    return [each for each in found if rule(each.rule)]


def places(raw: bytes, rule_id: str) -> list[str]:
    return [each.element_id for each in findings(raw) if each.rule == rule_id]


def catch(name: str, definition: str) -> str:
    return f'<intermediateCatchEvent id="{name}">{definition}</intermediateCatchEvent>'


# Where tokens meet -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        ("s>g g>a[x=1] g>b[x=2] a>j b>j j>e", ["j"]),  # a decision into a parallel join
        ("s>j1 j1>a j1>b a>j b>j j>e", []),
        ("s>j1 j1>a j1>g g>j[x=1] g>e2[x=2] a>j j>e", ["j"]),  # one way never comes
        ("s>j1 j1>a j1>g g>b[x=1] g>c[x=2] b>g2 c>g2 g2>j a>j j>e", []),
        ("s>j1 j1>a j1>g2 g2>b b>g g>g2[x=1] g>j[x=2] a>j j>e", []),  # a loop inside one branch
    ],
)
def test_a_parallel_join_that_may_wait_for_ever(flows, expected):
    assert places(deployment(flows, ""), "possible_deadlock") == expected


def test_an_end_that_stops_everything_leaves_no_join_waiting():
    body = '<endEvent id="e2"><terminateEventDefinition/></endEvent>'
    assert places(deployment("s>j1 j1>a j1>g g>j[x=1] g>e2[x=2] a>j j>e", body), "possible_deadlock") == []


def test_an_interrupting_boundary_event_and_its_activity_never_both_arrive():
    body = (
        '<userTask id="t"/><boundaryEvent id="b" attachedToRef="t"{}>'
        "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
    )
    assert places(deployment("s>t t>j b>j j>e", body.format("")), "possible_deadlock") == ["j"]
    assert places(deployment("s>t t>j b>j j>e", body.format(' cancelActivity="false"')), "possible_deadlock") == []


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        ("s>j1 j1>a j1>b a>g b>g g>c c>e", ["g"]),
        ("s>j1 j1>a j1>b a>j b>j j>c c>e", []),
        ("s>j1 j1>a j1>b a>e b>e", []),  # at an end nothing runs twice
        ("s>g g>a[x=1] g>b[x=2] a>g2 b>g2 g2>c c>e", []),
        ("s>a s>b a>c b>c c>e", ["c"]),  # two flows out of a start event
    ],
)
def test_branches_that_meet_without_a_join(flows, expected):
    assert places(deployment(flows, ""), "runs_more_than_once") == expected


def test_a_reminder_that_comes_back_beside_its_task():
    body = (
        '<userTask id="t"/><boundaryEvent id="b" attachedToRef="t" cancelActivity="false">'
        "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
    )
    assert places(deployment("s>t t>c b>c c>e", body), "runs_more_than_once") == ["c"]
    assert places(deployment("s>t t>c b>a a>e2 c>e", body), "runs_more_than_once") == []


def test_a_loop_in_which_nothing_waits():
    assert places(deployment("s>g2 g2>a a>g g>g2[x=1] g>e[x=2]", ""), "automatic_loop") == ["g2"]
    waiting = '<userTask id="t"/>'
    assert places(deployment("s>g2 g2>t t>g g>g2[x=1] g>e[x=2]", waiting), "automatic_loop") == []


def test_a_boundary_event_on_what_is_over_at_once():
    timer = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
    boundary = f'<boundaryEvent id="b" attachedToRef="{{}}">{timer}</boundaryEvent>'
    script = '<scriptTask id="a"><script>1</script></scriptTask>'
    assert places(deployment("s>a a>e b>e", script + boundary.format("a")), "boundary_never_fires") == ["b"]
    assert places(deployment("s>t t>e b>e", '<userTask id="t"/>' + boundary.format("t")), "boundary_never_fires") == []


def test_the_same_condition_twice():
    assert places(deployment("s>g g>a[x=1] g>b[x=1] a>e b>e", ""), "same_condition_twice") == ["g"]
    assert places(deployment("s>g g>a[x=1] g>b[x=2] a>e b>e", ""), "same_condition_twice") == []


# What is waited for ----------------------------------------------------------------------------------------------------

THROW = '<intermediateThrowEvent id="t"><messageEventDefinition messageRef="m"/></intermediateThrowEvent>'


def test_a_message_without_receiver_and_a_wait_without_sender():
    wait = catch("w", '<messageEventDefinition messageRef="{}"/>')
    unmatched = deployment("s>t t>w w>e", THROW + wait.format("other"))
    assert places(unmatched, "message_without_receiver") == ["t"]
    assert places(unmatched, "wait_nobody_serves") == ["w"]
    matched = deployment("s>t t>w w>e", THROW + wait.format("m"))
    assert places(matched, "message_without_receiver") == places(matched, "wait_nobody_serves") == []


def test_a_message_start_waits_for_the_world():
    start = '<startEvent id="s"><messageEventDefinition messageRef="m"/></startEvent>'
    assert places(deployment("s>e", start), "wait_nobody_serves") == []


def test_a_condition_that_nothing_can_make_true():
    wait = catch("w", "<conditionalEventDefinition><condition>{} = 1</condition></conditionalEventDefinition>")
    assert places(deployment("s>a a>w w>e", wait.format("other")), "wait_nobody_serves") == ["w"]
    assert places(deployment("s>a a>w w>e", wait.format("a_result")), "wait_nobody_serves") == []


def test_an_error_that_nothing_catches():
    thrower = '<endEvent id="ie"><errorEventDefinition errorRef="err"/></endEvent>'
    inner = f'<startEvent id="is"/>{thrower}<sequenceFlow id="if" sourceRef="is" targetRef="ie"/>'
    sub = f'<subProcess id="sub">{inner}</subProcess>'
    catcher = '<boundaryEvent id="b" attachedToRef="sub"><errorEventDefinition errorRef="err"/></boundaryEvent>'
    assert places(deployment("s>sub sub>e", sub), "error_never_caught") == ["ie"]
    assert places(deployment("s>sub sub>e b>e", sub + catcher), "error_never_caught") == []


def test_an_error_is_caught_where_the_process_is_called():
    called = (
        '<process id="q" isExecutable="true"><startEvent id="qs"/>'
        '<endEvent id="qe"><errorEventDefinition errorRef="err"/></endEvent>'
        '<sequenceFlow id="qf" sourceRef="qs" targetRef="qe"/></process>'
    )
    call = '<callActivity id="c" calledElement="q"/>'
    catcher = '<boundaryEvent id="b" attachedToRef="c"><errorEventDefinition/></boundaryEvent>'
    assert places(deployment("s>c c>e", call, more=called), "error_never_caught") == ["qe"]
    assert places(deployment("s>c c>e b>e", call + catcher, more=called), "error_never_caught") == []


def test_processes_that_call_each_other_in_a_circle():
    def called(target: str) -> str:
        return (
            f'<process id="q" isExecutable="true"><startEvent id="qs"/>{target}<endEvent id="qe"/>'
            '<sequenceFlow id="q1" sourceRef="qs" targetRef="qc"/><sequenceFlow id="q2" sourceRef="qc" targetRef="qe"/></process>'
        )

    call = '<callActivity id="c" calledElement="q"/>'
    circle = deployment("s>c c>e", call, more=called('<callActivity id="qc" calledElement="p"/>'))
    assert places(circle, "call_cycle") == ["c", "qc"]
    straight = deployment("s>c c>e", call, more=called('<scriptTask id="qc"><script>1</script></scriptTask>'))
    assert places(straight, "call_cycle") == []


@pytest.mark.parametrize(
    ("timer", "process", "expected"),
    [
        ("<timeDuration>P1D</timeDuration>", "", ["w"]),
        ("<timeDuration>P1D</timeDuration>", 'carelane:zone="Asia/Shanghai"', []),
        ("<timeDuration>PT24H</timeDuration>", "", []),
        ("<timeCycle>0 8 * * *</timeCycle>", "", ["w"]),
        ("<timeDate>2026-03-01T08:00:00</timeDate>", "", ["w"]),
        ("<timeDate>2026-03-01T08:00:00+08:00</timeDate>", "", []),
        ("<timeCycle>R/2026-03-01T08:00:00/PT6H</timeCycle>", "", ["w"]),
    ],
)
def test_a_timer_that_needs_a_zone(timer, process, expected):
    body = catch("w", f"<timerEventDefinition>{timer}</timerEventDefinition>")
    assert places(deployment("s>w w>e", body, process=process), "timer_without_zone") == expected


# Who writes what -------------------------------------------------------------------------------------------------------


def script(name: str, *variables: str) -> str:
    return f'<scriptTask id="{name}"><script>{{{", ".join(f"{each}: 1" for each in variables)}}}</script></scriptTask>'


def test_parallel_writes_name_the_branches_and_the_variable():
    body = script("a", "weight", "height") + script("b", "weight") + script("c", "weight")
    (found,) = [each for each in findings(deployment("s>j1 j1>a j1>b a>j b>j j>c c>e", body)) if each.rule == "parallel_write"]
    assert found.element_id == "j1"
    assert (found.params["variable"], found.params["one"], found.params["other"]) == ("weight", "a", "b")


def test_writes_one_after_the_other_are_no_conflict():
    body = script("a", "weight") + script("b", "height") + script("c", "weight")
    assert places(deployment("s>j1 j1>a j1>b a>j b>j j>c c>e", body), "parallel_write") == []
    assert places(deployment("s>g g>a[x=1] g>c[x=2] a>e c>e", body.replace(script("b", "height"), "")), "parallel_write") == []


def test_a_reminder_that_writes_beside_its_task():
    boundary = (
        '<boundaryEvent id="b" attachedToRef="t" cancelActivity="false">'
        "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
    )
    body = f'<userTask id="t"/>{boundary}{script("a", "level")}{script("c", "level")}'
    assert places(deployment("s>t t>a b>c a>e c>e2", body), "parallel_write") == ["t"]


def test_rounds_of_a_parallel_multi_instance_overwrite_each_other():
    def task(is_sequential: str) -> str:
        loop = f'<multiInstanceLoopCharacteristics isSequential="{is_sequential}"><loopCardinality>3</loopCardinality>'
        inner = f"{loop}</multiInstanceLoopCharacteristics><script>{{weight: 1}}</script>"
        return f'<scriptTask id="a">{inner}</scriptTask>'

    assert places(deployment("s>a a>e", task("false")), "parallel_write") == ["a"]
    assert places(deployment("s>a a>e", task("true")), "parallel_write") == []


def test_a_variable_that_nothing_writes():
    body = '<scriptTask id="a"><script>{total: weight + hight}</script></scriptTask>'
    raw = deployment("s>a a>e", body, process='carelane:startVariables="weight"')
    found = [each for each in findings(raw) if each.rule == "variable_never_written"]
    assert [each.params["variable"] for each in found] == ["hight"]


def test_two_tasks_of_one_name():
    body = '<userTask id="t" name="Check"/><userTask id="u" name="{}"/>'
    assert places(deployment("s>t t>u u>e", body.format("check")), "duplicate_name") == ["u"]
    assert places(deployment("s>t t>u u>e", body.format("Check again")), "duplicate_name") == []


# Who answers for it ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("review", "expected"),
    [
        ('name="Review the order"', ["u"]),
        ('name="Zweite Person" carelane:nameZh="医嘱复核"', ["u"]),
        ('name="Review the order" carelane:differentFrom="t"', []),
        ('name="Prepare the order"', []),
    ],
)
def test_a_review_without_separation_of_duties(review, expected):
    body = f'<userTask id="t" name="Order"/><userTask id="u" {review}/>'
    assert places(deployment("s>t t>u u>e", body), "separation_not_declared") == expected


def test_a_source_counts_once_it_is_signed_with_name_and_day():
    source = '<extensionElements><carelane:source text="Guideline 4.2" {}/></extensionElements>'
    task = '<scriptTask id="a">{}<script>{{limit: duration("PT1H")}}</script></scriptTask>'
    assert places(deployment("s>a a>e", task.format(source.format(""))), "clinical_source_unsigned") == ["a"]
    signed = source.format('signedOffBy="Dr Lin" signedOffOn="2026-03-01"')
    assert places(deployment("s>a a>e", task.format(signed)), "clinical_source_unsigned") == []
    assert places(deployment("s>a a>e", task.format("")), "clinical_value_without_source") == ["p"]
    assert places(deployment("s>a a>e", task.format(signed)), "clinical_value_without_source") == []


def test_an_accepted_finding_stays_as_a_remark_with_its_reason():
    accepted = '<carelane:accepted rule="{}" reason="The laboratory receives it." reasonZh="检验科接收。"/>'
    answer = f"<extensionElements>{accepted}</extensionElements>"
    throw = THROW.replace('<intermediateThrowEvent id="t">', '<intermediateThrowEvent id="t">' + answer)
    (found,) = [
        each
        for each in findings(deployment("s>t t>e", throw.format("message_without_receiver")))
        if each.rule == "message_without_receiver"
    ]
    assert found.severity == "info"
    assert found.message.en.endswith("Accepted: The laboratory receives it.")
    assert found.message.zh.endswith("已接受：检验科接收。")


def test_an_acceptance_that_answers_nothing_is_told():
    answer = '<extensionElements><carelane:accepted rule="call_cycle" reason="{}"/></extensionElements>'
    _model, found = inspect_deployment({"m.bpmn": deployment("s>e", answer.format("Known."))})
    assert [each.rule for each in found] == ["acceptance_unused"]
    _model, found = inspect_deployment({"m.bpmn": deployment("s>e", answer.format(""))})
    assert [(each.severity, each.rule) for each in found] == [("warning", "acceptance_without_reason")]


def test_the_shipped_referral_has_no_finding_that_it_does_not_answer():
    files = {path.name: path.read_bytes() for path in (ROOT / "bpmn" / "referral").iterdir()}
    _model, found = inspect_deployment(files)
    assert [str(each) for each in found if "Accepted: " not in each.message.en] == []


def test_the_page_of_rules_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m engine.model.lint.page writes it anew"
