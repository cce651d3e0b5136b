"""Each rule speaks where it should, and is silent about a model that is in order."""

from __future__ import annotations

import json

import pytest

from engine.model import inspect_deployment
from engine.model.findings import Finding
from engine.model.lint import RULES, rule

GROUP = 'carelane:candidateGroups="referral_office@referral_office"'
PROCESS = 'name="流程" carelane:starterGroups="community_doctor" carelane:startVariables="x"'
TASK = f'name="Decide" carelane:nameZh="审核" {GROUP} carelane:due="PT24H" carelane:formKey="slip"'
FORM = json.dumps(
    {"type": "default", "components": [{"type": "number", "key": "n", "label": "N", "properties": {"labelZh": "数"}}]}
).encode()


def model(body: str, flows: str, process: str = PROCESS) -> bytes:
    """`flows`: "a>b b>c[condition] c>d"."""
    drawn = ""
    for number, flow in enumerate(flows.split()):
        ends, _, condition = flow.partition("[")
        source, target = ends.split(">")
        inner = f"<conditionExpression>{condition.rstrip(']')}</conditionExpression>" if condition else ""
        drawn += f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:carelane="urn:carelane:bpmn:1" '
        f'targetNamespace="t"><process id="p" isExecutable="true" {process}>'
        f'<startEvent id="s"/>{body}<endEvent id="e"/>{drawn}</process></definitions>'
    ).encode()


def linted(raw: bytes, **forms: bytes) -> list[Finding]:
    files = {"model.bpmn": raw, "slip.form.json": FORM, **{f"{key}.form.json": content for key, content in forms.items()}}
    deployment, findings = inspect_deployment(files)
    assert deployment is not None, findings
    return [finding for finding in findings if rule(finding.rule)]


def found(raw: bytes, **forms: bytes) -> list[tuple[str, str]]:
    return [(finding.rule, finding.element_id) for finding in linted(raw, **forms)]


def test_a_model_in_order_has_no_findings() -> None:
    assert found(model(f'<userTask id="t" {TASK}/>', "s>t t>e")) == []


@pytest.mark.parametrize(
    ("drop", "expected"),
    [
        ('carelane:candidateGroups="referral_office@referral_office"', ["user_task_without_group"]),
        ('carelane:due="PT24H"', ["user_task_without_due"]),
        ('carelane:nameZh="审核"', ["missing_chinese_name"]),
        ('name="Decide" carelane:nameZh="审核"', ["unnamed_user_task"]),
    ],
)
def test_what_a_user_task_lacks(drop: str, expected: list[str]) -> None:
    assert [name for name, _ in found(model(f'<userTask id="t" {TASK.replace(drop, "")}/>', "s>t t>e"))] == expected


def test_a_user_task_without_form_and_a_form_without_user_task() -> None:
    task = TASK.replace('carelane:formKey="slip"', "")

    assert found(model(f'<userTask id="t" {task}/>', "s>t t>e")) == [("user_task_without_form", "t"), ("unused_form", "")]


def test_a_form_key_without_file_is_an_error() -> None:
    deployment, findings = inspect_deployment({"model.bpmn": model(f'<userTask id="t" {TASK}/>', "s>t t>e")})

    assert deployment is None
    assert [(finding.severity, finding.rule) for finding in findings] == [("error", "unknown_form")]


@pytest.mark.parametrize(
    ("groups", "wrong"),
    [
        ("doctor@cardiology, nurse@cardiology", []),
        ("doctor", ["doctor"]),
        ("Doctor@cardiology", ["Doctor@cardiology"]),
        ("doctor@cardiology;nurse@cardiology", ["doctor@cardiology;nurse@cardiology"]),
        ('="department_head@" + to_department', []),
    ],
)
def test_candidate_groups_are_spelt_role_at_department(groups: str, wrong: list[str]) -> None:
    task = TASK.replace("referral_office@referral_office", groups.replace('"', "&quot;"))

    findings = linted(model(f'<userTask id="t" {task}/>', "s>t t>e"))

    assert [finding.params["group"] for finding in findings if finding.rule == "candidate_group_spelling"] == wrong


def test_a_deciding_gateway_wants_a_default_and_a_joining_one_does_not() -> None:
    body = '<exclusiveGateway id="g"/><scriptTask id="a"><script>1</script></scriptTask><exclusiveGateway id="j"/>'

    assert found(model(body, "s>g g>a[x=1] g>j[x=2] a>j j>e")) == [("gateway_without_default", "g"), ("unused_form", "")]


def test_a_flow_that_always_applies_is_as_good_as_a_default() -> None:
    body = '<inclusiveGateway id="g"/><scriptTask id="a"><script>1</script></scriptTask><inclusiveGateway id="j"/>'

    assert found(model(body, "s>g g>a[x=1] g>j a>j j>e")) == [("unused_form", "")]


def test_a_gateway_that_decides_nothing() -> None:
    assert ("pass_through_gateway", "g") in found(model('<parallelGateway id="g"/>', "s>g g>e"))


def test_what_cannot_be_reached() -> None:
    script = "<script>1</script>"
    body = f'<scriptTask id="a">{script}</scriptTask><scriptTask id="b">{script}</scriptTask>'

    assert ("unreachable_node", "a") in found(model(body, "s>e a>b b>a"))


def test_what_stands_in_a_sub_process_or_behind_a_boundary_event_is_reached() -> None:
    inner = '<startEvent id="is"/><endEvent id="ie"/><sequenceFlow id="if" sourceRef="is" targetRef="ie"/>'
    timer = "<timerEventDefinition><timeDuration>=limit</timeDuration></timerEventDefinition>"
    boundary = f'<boundaryEvent id="b" attachedToRef="sub">{timer}</boundaryEvent>'
    process = 'name="流程" carelane:starterGroups="community_doctor" carelane:startVariables="limit"'
    raw = model(f'<subProcess id="sub">{inner}</subProcess>{boundary}', "s>sub sub>e b>e", process=process)

    assert found(raw) == [("unused_form", "")]


def test_a_loop_without_a_way_out() -> None:
    script = "<script>1</script>"
    body = f'<scriptTask id="a">{script}</scriptTask><scriptTask id="b">{script}</scriptTask><task id="x"/>'

    stuck = [place for name, place in found(model(body, "s>a a>b b>a x>e")) if name == "no_way_to_an_end"]

    assert stuck == ["s", "a", "b"]


def test_a_process_that_nobody_may_start() -> None:
    assert ("process_without_starter", "p") in found(model("", "s>e", process='name="流程"'))


def test_ten_thousand_nodes_do_not_recurse() -> None:
    body = "".join(f'<scriptTask id="n{index}"><script>1</script></scriptTask>' for index in range(10_000))
    flows = "s>n0 " + " ".join(f"n{index}>n{index + 1}" for index in range(9_999)) + " n9999>e"

    assert found(model(body, flows)) == [("too_many_nodes", "p"), ("unused_form", "")]


def test_every_rule_explains_itself_in_both_languages() -> None:
    assert len({each.id for each in RULES}) == len(RULES)
    for each in RULES:
        for text in (each.message, each.documentation, each.quick_fix):
            assert text.en and text.zh and text.en != text.zh
    assert rule("no_such_rule") is None
