"""Hostile expressions in every place of a process that takes one, read and run."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

import pytest

from engine.errors import DeploymentRefused
from engine.feel import FeelBudgetExceeded
from engine.model import inspect_deployment
from engine.model.elements.multiple_event_definition import part_of
from engine.model.first_start import first_start
from engine.model.schedule import ScheduleError
from engine.rehearsal import rehearse
from engine.runtime import advance, commands, decode_state, encode_state
from tests.unit.hostile.watching import PAYLOADS, in_time, share
from tests.unit.runtime.instance import HEAD

NOW = datetime(2026, 3, 2, tzinfo=UTC)
_USER = '<userTask id="n" carelane:candidateGroups="g" {}/>'
_TIMER = (
    '<intermediateCatchEvent id="n"><timerEventDefinition><{0}>={{text}}</{0}></timerEventDefinition></intermediateCatchEvent>'
)
_MAPPED = (
    "<extensionElements><carelane:ioMapping><carelane:{} source={{value}} target='x'/></carelane:ioMapping></extensionElements>"
)
_LOOP = '<task id="n"><multiInstanceLoopCharacteristics {}>{}</multiInstanceLoopCharacteristics></task>'
_CONDITION = '<condition xsi:type="tFormalExpression">{text}</condition>'
_MESSAGE = '<intermediate{0}Event id="n"><messageEventDefinition messageRef="m" {1}/></intermediate{0}Event>'
_CAMUNDA = 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
_FORMAL = 'xsi:type="tFormalExpression"'
_MOVED = '<dataObject id="d" name="x"/><task id="n"><dataOutputAssociation><sourceRef>d</sourceRef><targetRef>d</targetRef>'
PLACES = {
    "condition of a flow": '<task id="n"/><task id="o"/><sequenceFlow id="g" sourceRef="n" targetRef="o">'
    '<conditionExpression xsi:type="tFormalExpression">{text}</conditionExpression></sequenceFlow>',
    "script": '<scriptTask id="n" carelane:resultVariable="x"><script>{text}</script></scriptTask>',
    "input": f'<userTask id="n" carelane:candidateGroups="g">{_MAPPED.format("input")}</userTask>',
    "output": f'<scriptTask id="n">{_MAPPED.format("output")}<script>1</script></scriptTask>',
    "candidate groups": '<userTask id="n" carelane:candidateGroups={value}/>',
    "candidate users": _USER.format("carelane:candidateUsers={value}"),
    "assignee": _USER.format("carelane:assignee={value}"),
    "due": _USER.format("carelane:due={value}"),
    "follow-up": _USER.format("carelane:followUp={value}"),
    "priority": _USER.format("carelane:priority={value}"),
    "duration of a timer": _TIMER.format("timeDuration"),
    "date of a timer": _TIMER.format("timeDate"),
    "cycle of a timer": '<userTask id="n" carelane:candidateGroups="g"/>'
    '<boundaryEvent id="b" attachedToRef="n" cancelActivity="false">'
    "<timerEventDefinition><timeCycle>={text}</timeCycle></timerEventDefinition></boundaryEvent>",
    "conditional event": f'<intermediateCatchEvent id="n"><conditionalEventDefinition>{_CONDITION}</conditionalEventDefinition>'
    "</intermediateCatchEvent>",
    "conditional boundary event": '<userTask id="n" carelane:candidateGroups="g"/><boundaryEvent id="b" attachedToRef="n">'
    f"<conditionalEventDefinition>{_CONDITION}</conditionalEventDefinition></boundaryEvent>",
    "cardinality": _LOOP.format("", "<loopCardinality>{text}</loopCardinality>"),
    "completion condition": _LOOP.format(
        "", "<loopCardinality>2</loopCardinality><completionCondition>{text}</completionCondition>"
    ),
    "collection": _LOOP.format('carelane:collection={value} carelane:elementVariable="e"', ""),
    "element of the output": _LOOP.format(
        'carelane:outputCollection="x" carelane:outputElement={value}', "<loopCardinality>2</loopCardinality>"
    ),
    "behavior of many": _LOOP.format(
        'behavior="Complex"',
        "<loopCardinality>2</loopCardinality><complexBehaviorDefinition><condition>{text}</condition><event>"
        '<signalEventDefinition signalRef="sig"/></event></complexBehaviorDefinition>',
    ),
    "condition of a loop": '<task id="n"><standardLoopCharacteristics loopMaximum="2"><loopCondition>{text}</loopCondition>'
    "</standardLoopCharacteristics></task>",
    "ad-hoc completion": '<adHocSubProcess id="n"><userTask id="o" carelane:candidateGroups="g"/>'
    "<completionCondition>{text}</completionCondition></adHocSubProcess>",
    "complex gateway": '<complexGateway id="n"><activationCondition>{text}</activationCondition></complexGateway>',
    "correlation key": _MESSAGE.format("Catch", "carelane:correlationKey={value}"),
    "organisation of a message": _MESSAGE.format("Throw", 'carelane:targetOrganisation={value} carelane:correlationKey="a"'),
    "transformation": f"{_MOVED}<transformation>{{text}}</transformation></dataOutputAssociation></task>",
    "assignment": f"{_MOVED}"
    f"<assignment><from {_FORMAL}>{{text}}</from><to {_FORMAL}>x</to></assignment></dataOutputAssociation></task>",
    "vendor's condition": f'<task id="n"/><task id="o"/><sequenceFlow {_CAMUNDA} id="g" sourceRef="n" targetRef="o">'
    '<conditionExpression xsi:type="tFormalExpression">${{{text}}}</conditionExpression></sequenceFlow>',
    "vendor's assignee": f'<userTask {_CAMUNDA} id="n" camunda:assignee={{juel}} camunda:dueDate={{juel}}/>',
    "vendor's script": f'<scriptTask {_CAMUNDA} id="n" scriptFormat="feel" camunda:resultVariable="x">'
    "<script>{text}</script></scriptTask>",
    "vendor's input": f'<userTask {_CAMUNDA} id="n" carelane:candidateGroups="g"><extensionElements><camunda:inputOutput>'
    '<camunda:inputParameter name="x">{text}</camunda:inputParameter></camunda:inputOutput></extensionElements></userTask>',
    "name of a decision": '<businessRuleTask id="n" carelane:decision={value}/>',
    "calendar and zone": _USER.format('carelane:due="PT8H" carelane:calendar={value} carelane:zone={value}'),
}
HARMLESS = {
    "completion condition": "true",
    "behavior of many": "true",
    "calendar and zone": "PT8H",
    "vendor's condition": "a == 1",
}
STARTS = {
    "conditional start": f"<conditionalEventDefinition>{_CONDITION}</conditionalEventDefinition>",
    "timer start": "<timerEventDefinition><timeCycle>={text}</timeCycle></timerEventDefinition>",
}


def process(source: str, template: str, start: str = "") -> bytes:
    plain = "".join(each if each.isprintable() else "?" for each in source)
    texts = {
        "text": escape(plain),
        "value": quoteattr("=" + plain.removeprefix("=")),
        "juel": quoteattr("${" + plain + "}"),
    }
    event = start.format(**texts) if start else ""
    placed = template.format(**texts)
    ways = [f'<sequenceFlow id="f_{one}" sourceRef="{one}" targetRef="e"/>' for one in "nob" if f'id="{one}"' in placed]
    way_in = '<sequenceFlow id="f" sourceRef="s" targetRef="n"/>'
    inside = "adHocSubProcess" in placed
    ways = ways[:1] if inside else ways
    body = f'<startEvent id="s">{event}</startEvent>{way_in}{placed}<endEvent id="e"/>{"".join(ways)}'
    roots = '<message id="m" name="m"/><signal id="sig" name="sig"/>'
    return f'{HEAD}{roots}<process id="p" isExecutable="true">{body}</process></definitions>'.encode()


def test_the_places_are_read_as_such():
    """A harmless expression in each place gives a model: so what is refused below is refused for its expression."""
    refused = {}
    for name, template in PLACES.items():
        source = HARMLESS.get(name, '"PT1H"' if "timer" in name else "1")
        deployment, findings = inspect_deployment({"p.bpmn": process(source, template)})
        if deployment is None:
            refused[name] = [str(finding) for finding in findings if finding.severity == "error"]
    assert set(refused) == {"name of a decision"}, refused  # it is never computed


@pytest.mark.parametrize("place", PLACES)
def test_every_place_of_a_process(place):
    for source in share(list(PLACES).index(place), 17):
        with in_time(source, places=3):  # a place is evaluated once or, in rounds, a few times
            deployment, findings = inspect_deployment({"p.bpmn": process(source, PLACES[place])})
            if deployment is None:
                assert any(finding.severity == "error" for finding in findings)
            else:
                advance(deployment.model, None, commands.Start("p"), NOW)


@pytest.mark.parametrize("place", STARTS)
def test_events_that_start_a_process(place):
    for source in share(list(STARTS).index(place), 5):
        with in_time(source, places=2):
            deployment, _ = inspect_deployment({"p.bpmn": process(source, '<task id="n"/>', STARTS[place])})
            if deployment is None:
                continue
            found = deployment.model.process("p")
            node_id, part = (found.timer_starts or found.conditional_starts)[0]
            definition = part_of(deployment.model.node(node_id), part)
            if place == "timer start":
                with suppress(ScheduleError, FeelBudgetExceeded):
                    first_start(definition, NOW, "UTC")
            else:
                advance(deployment.model, None, commands.Start("p", start_event_id=node_id), NOW)


def test_rehearsals():
    """A rehearsal drives the model on two engines; neither executes what a place says."""
    for place in ("condition of a flow", "script", "cardinality", "duration of a timer"):
        for source in share(list(PLACES).index(place), 50)[:12]:
            with suppress(DeploymentRefused):
                rehearse({"p.bpmn": process(source, PLACES[place])})


def test_values_that_operators_set_are_text():
    """An operator who mends variables, and whoever answers a task, writes values: they are kept as they are, never evaluated."""
    deployment, _ = inspect_deployment({"p.bpmn": process("1", PLACES["assignee"])})
    assert deployment is not None
    state = advance(deployment.model, None, commands.Start("p", {"x": 1, "y": 1}), NOW).state
    for source in PAYLOADS:
        state = advance(deployment.model, state, commands.SetVariables({"x": source, "y": f"={source}"}), NOW).state
        state = decode_state(encode_state(state))
        assert (state.variables()["x"], state.variables()["y"]) == (source, f"={source}")
