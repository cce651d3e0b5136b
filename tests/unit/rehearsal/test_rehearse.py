"""What a rehearsal finds: coverage, dead ends, loops without end, incidents, and what the two engines say."""

from __future__ import annotations

import json

import pytest

from engine.rehearsal import Limits, Rehearsal, rehearse
from tests.unit.runtime.instance import HEAD


def of(body: str, limits: Limits | None = None, **forms: dict) -> Rehearsal:
    text = f'{HEAD}<process id="p" isExecutable="true">{body}</process></definitions>'
    files = {"m.bpmn": text.encode()} | {f"{key}.form.json": json.dumps(form).encode() for key, form in forms.items()}
    return rehearse(files, limits or Limits())


def rules(found: Rehearsal) -> dict[str, str]:
    return {finding.element_id: finding.rule.removeprefix("rehearsal.") for finding in found.findings}


def flow(source: str, target: str, condition: str = "") -> str:
    inside = f'<conditionExpression xsi:type="tFormalExpression">{condition}</conditionExpression>' if condition else ""
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>'


SLIP = {
    "type": "default",
    "id": "slip",
    "title": "Slip",
    "components": [
        {"type": "number", "key": "spo2", "label": "SpO2", "validate": {"min": 0, "max": 100}},
        {
            "type": "select",
            "key": "urgency",
            "label": "Urgency",
            "values": [{"value": "routine", "label": "Routine"}, {"value": "emergency", "label": "Emergency"}],
        },
    ],
}
FORM_CHOICE = (
    '<startEvent id="s"/><userTask id="fill" carelane:formKey="slip" carelane:candidateGroups="a@b"/>'
    '<scriptTask id="rate"><script>{low: spo2 != null and spo2 &lt; 90}</script></scriptTask>'
    '<exclusiveGateway id="g" default="g_home"/><endEvent id="ward"/><endEvent id="icu"/><endEvent id="home"/>'
    + flow("s", "fill")
    + flow("fill", "rate")
    + flow("rate", "g")
    + flow("g", "icu", 'low and urgency = "emergency"')
    + flow("g", "ward", "low")
    + flow("g", "home")
)


def test_values_for_every_outcome_come_from_comparisons_and_form_fields():
    # given a gateway that decides on what a script works out from a form
    found = of(FORM_CHOICE, slip=SLIP)
    # then every outcome was brought about by values, none by force
    assert found.is_clean
    assert (found.unreached, found.forced, found.bounds) == ((), (), ())
    assert len(found.reached) == found.nodes + found.flows
    values = [dict(act["values"]) for path in found.paths for act in path.acts if act["act"] == "complete"]
    assert any(each.get("spo2", 100) < 90 and each["urgency"] == "emergency" for each in values)


def test_both_engines_agree_on_every_path():
    found = of(FORM_CHOICE, slip=SLIP)
    assert {path.reference for path in found.paths} == {"agrees"}
    assert found.compared == {"p": "compared"}


def test_the_same_files_give_the_same_result():
    assert of(FORM_CHOICE, slip=SLIP).as_dict() == of(FORM_CHOICE, slip=SLIP).as_dict()


def test_the_result_serialises():
    assert json.loads(json.dumps(of(FORM_CHOICE, slip=SLIP).as_dict()))["is_clean"] is True


def test_an_outcome_that_no_value_brings_about_is_forced_and_said():
    found = of(
        '<startEvent id="s"/><exclusiveGateway id="g" default="g_a"/><endEvent id="a"/><endEvent id="b"/>'
        + flow("s", "g")
        + flow("g", "b", "1 &gt; 2")
        + flow("g", "a")
    )
    assert found.forced == ("g_b",)
    assert rules(found)["g_b"] == "forced"
    assert [path.is_forced for path in found.paths] == [False, True]
    assert found.is_clean


def test_a_join_that_never_completes_is_a_dead_end():
    found = of(
        '<startEvent id="s"/><exclusiveGateway id="g" default="g_j"/><userTask id="t"/><parallelGateway id="j"/>'
        '<endEvent id="e"/>' + flow("s", "g") + flow("g", "t", "x = 1") + flow("g", "j") + flow("t", "j") + flow("j", "e")
    )
    assert not found.is_clean
    assert rules(found)["j"] == "dead_end"


def test_a_loop_through_a_user_task_that_nothing_ends_is_endless():
    found = of(
        '<startEvent id="s"/><userTask id="t"/><exclusiveGateway id="g" default="g_t"/><endEvent id="e"/>'
        + flow("s", "t")
        + flow("t", "g")
        + flow("g", "e", "false")
        + flow("g", "t")
    )
    assert rules(found)["t"] == "endless_loop"


def test_an_automatic_loop_that_nothing_ends_is_endless():
    found = of(
        '<startEvent id="s"/><scriptTask id="t"><script>{n: 1}</script></scriptTask><exclusiveGateway id="g" default="g_t"/>'
        '<endEvent id="e"/>' + flow("s", "t") + flow("t", "g") + flow("g", "e", "n = 2") + flow("g", "t")
    )
    assert "endless_loop" in rules(found).values()


def test_a_gateway_without_a_way_for_a_value_is_an_incident():
    found = of(
        '<startEvent id="s"/><exclusiveGateway id="g"/><endEvent id="a"/><endEvent id="b"/>'
        + flow("s", "g")
        + flow("g", "a", 'kind = "a"')
        + flow("g", "b", 'kind = "b"')
    )
    assert rules(found)["g"] == "incident"


def test_timers_fire_or_not_and_errors_are_thrown_or_not():
    timer = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
    found = of(
        '<startEvent id="s"/><serviceTask id="t" carelane:topic="x"/><endEvent id="e"/><endEvent id="late"/>'
        '<endEvent id="failed"/>'
        f'<boundaryEvent id="limit" attachedToRef="t">{timer}</boundaryEvent>'
        '<boundaryEvent id="error" attachedToRef="t"><errorEventDefinition/></boundaryEvent>'
        + flow("s", "t")
        + flow("t", "e")
        + flow("limit", "late")
        + flow("error", "failed")
    )
    assert found.is_clean
    assert found.unreached == ()
    assert {path.reference for path in found.paths} == {"agrees"}


@pytest.mark.parametrize("kind", ["true", "false"])
def test_a_multi_instance_runs_with_none_one_two_and_more(kind):
    found = of(
        '<startEvent id="s"/><userTask id="t"><multiInstanceLoopCharacteristics isSequential="' + kind + '"'
        ' carelane:collection="=wards" carelane:elementVariable="ward"/></userTask><endEvent id="e"/>'
        + flow("s", "t")
        + flow("t", "e")
    )
    assert found.is_clean
    rounds = {sum(act["act"] == "complete" for act in path.acts) for path in found.paths}
    assert {0, 1, 2, 3} <= rounds
    assert {path.reference for path in found.paths} == {"agrees"}


def test_an_element_that_no_flow_leads_to_is_named():
    found = of('<startEvent id="s"/><endEvent id="e"/><scriptTask id="x"><script>{a: 1}</script></scriptTask>' + flow("s", "e"))
    assert rules(found).get("x", "no_path") == "no_path"


def test_a_bound_that_was_hit_is_said():
    body = '<startEvent id="s"/>' + "".join(f'<userTask id="t{number}"/>' for number in range(8)) + flow("s", "t0")
    body += "".join(flow(f"t{number}", f"t{number + 1}") for number in range(7))
    found = of(body + '<endEvent id="e"/>' + flow("t7", "e"), Limits(worlds=4))
    assert found.bounds == ("worlds",)
    assert rules(found)["p"] == "bound_hit"
    assert "bound" in rules(found).values()
    assert not found.is_complete


def test_two_pools_are_rehearsed_together():
    text = (
        f'{HEAD}<message id="Ask" name="Ask"/><message id="Answer" name="Answer"/>'
        '<process id="asks" isExecutable="true"><startEvent id="s"/><sendTask id="ask" messageRef="Ask"/>'
        '<receiveTask id="wait" messageRef="Answer"/><endEvent id="e"/>'
        + flow("s", "ask")
        + flow("ask", "wait")
        + flow("wait", "e")
        + '</process><process id="answers" isExecutable="true"><startEvent id="asked"><messageEventDefinition messageRef="Ask"/>'
        '</startEvent><userTask id="think"/><sendTask id="answer" messageRef="Answer"/><endEvent id="done"/>'
        + flow("asked", "think")
        + flow("think", "answer")
        + flow("answer", "done")
        + "</process></definitions>"
    )
    found = rehearse({"m.bpmn": text.encode()})
    assert found.is_clean
    assert found.unreached == ()
    assert found.compared == {"answers": "compared", "asks": "compared"}
