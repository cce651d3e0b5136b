"""Business rule tasks: the decision's result becomes variables, and the history says which rules matched."""

from __future__ import annotations

import pytest

from engine.model import read_deployment
from tests.unit.dmn.deciding import decision, file, inputs, table
from tests.unit.runtime.instance import HEAD, Instance

RULES = [(["< 10"], ['"low"']), (["[10..20)"], ['"middle"']), (["> 15"], ['"high"'])]
RISK = file(inputs("score") + decision("risk", table(RULES, on=("score",)), "#i_score"))
ZEEBE = (
    '<extensionElements><z:calledDecision xmlns:z="http://camunda.org/schema/zeebe/1.0" decisionId="d_risk"'
    ' resultVariable="found"/></extensionElements>'
)
CAMUNDA = 'xmlns:c="http://camunda.org/schema/1.0/bpmn" c:decisionRef="d_risk" c:resultVariable="found"'


def model(task: str):
    body = f'<startEvent id="s"/>{task}<endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="b"/>'
    body += '<sequenceFlow id="g" sourceRef="b" targetRef="e"/>'
    text = f'{HEAD}<process id="p" isExecutable="true">{body}</process></definitions>'
    return read_deployment({"inline.bpmn": text.encode(), "risk.dmn": RISK}).model


@pytest.mark.proves("businessRuleTask")
@pytest.mark.parametrize(
    ("task", "variable"),
    [
        ('<businessRuleTask id="b" carelane:decision="risk"/>', "risk"),
        ('<businessRuleTask id="b" carelane:decision="d_risk" carelane:resultVariable="found"/>', "found"),
        (f'<businessRuleTask id="b" {CAMUNDA}/>', "found"),
        (f'<businessRuleTask id="b">{ZEEBE}</businessRuleTask>', "found"),
    ],
)
def test_the_result_becomes_a_variable(task, variable):
    instance = Instance(model(task), variables={"score": 12})
    assert instance.variables == {"score": 12, variable: "middle"}
    assert instance.outcome == "completed"


def test_the_history_holds_inputs_matched_rules_and_output():
    instance = Instance(model('<businessRuleTask id="b" carelane:decision="risk"/>'), variables={"score": 12})
    (event,) = [event for event in instance.events if event.kind == "decision_evaluated"]
    assert event.data["inputs"] == {"score": 12}
    assert event.data["output"] == "middle"
    (evaluated,) = event.data["tables"]
    assert (evaluated["rules"], evaluated["inputs"], evaluated["table"]) == ([2], [["score", 12]], "t")


def test_mappings_stand_before_and_after_the_decision():
    mapping = (
        '<extensionElements><carelane:ioMapping><carelane:input source="=points * 2" target="score"/>'
        '<carelane:output source="=upper case(result)" target="level"/></carelane:ioMapping></extensionElements>'
    )
    instance = Instance(
        model(f'<businessRuleTask id="b" carelane:decision="risk">{mapping}</businessRuleTask>'), variables={"points": 3}
    )
    assert instance.variables == {"points": 3, "level": "LOW"}


@pytest.mark.parametrize(
    ("score", "says"),
    [(17, "rules 2, 3 match at once"), ("high", "cannot be compared")],
)
def test_what_cannot_be_decided_is_an_incident_that_can_be_mended(score, says):
    # given rules that contradict each other, or a value of another type
    instance = Instance(model('<businessRuleTask id="b" carelane:decision="risk"/>'), variables={"score": score})

    # then the token rests, and the incident says why
    (incident,) = instance.incidents.values()
    assert (incident.code, incident.activity_id) == ("DecisionFailed", "b")
    assert says in incident.message

    # when the variable is mended and the incident tried again
    instance.retry(score=3)

    # then it goes on
    assert instance.variables["risk"] == "low"
    assert instance.outcome == "completed"
