"""What is not executed exactly is refused by name, with file, element id and line: nothing is dropped in silence."""

from __future__ import annotations

import pytest

from engine.errors import DeploymentRefused
from engine.model import inspect_deployment, read_deployment

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:carelane="urn:carelane:bpmn:1"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="urn:test">\n'
)
TIMER = "<timerEventDefinition><timeDuration>PT5M</timeDuration></timerEventDefinition>"
DRAWING = '<process id="q" isExecutable="false"/>'
DECLARED = '<message id="M" name="M"/><signal id="S" name="S"/><error id="E" errorCode="E"/>'


def findings_of(body: str, declared: str = DECLARED):
    text = f'{HEAD}{declared}\n<process id="p" isExecutable="true">\n{body}\n</process></definitions>'
    return inspect_deployment({"model.bpmn": text.encode()})


def catch(definition: str, event: str = "intermediateCatchEvent", attributes: str = "") -> str:
    return f'<{event} id="x" {attributes}>{definition}</{event}>'


REFUSED = {
    "complex gateway without activation": (
        '<task id="a"/><task id="b"/><complexGateway id="x"/><sequenceFlow id="f" sourceRef="a" targetRef="x"/>'
        '<sequenceFlow id="g" sourceRef="b" targetRef="x"/>',
        "complex_gateway_without_activation",
    ),
    "ad-hoc sub-process with a start": ('<adHocSubProcess id="x"><startEvent id="y"/></adHocSubProcess>', "ad_hoc_events"),
    "receive task that starts the process and repeats": (
        '<receiveTask id="x" messageRef="m" instantiate="true"><standardLoopCharacteristics loopMaximum="2"/></receiveTask>',
        "receive_task_repeats",
    ),
    "assignment in prose": (
        '<dataObject id="d" name="d"/><task id="x"><dataOutputAssociation id="a"><sourceRef>d</sourceRef><targetRef>d</targetRef>'
        "<assignment><from>1</from><to>d</to></assignment></dataOutputAssociation></task>",
        "assignment_not_formal",
    ),
    "business rule task without its file": ('<businessRuleTask id="x" carelane:decision="d"/>', "decision_unknown"),
    "computed decision": ('<businessRuleTask id="x" carelane:decision="=d"/>', "decision_not_fixed"),
    "cancel outside a transaction": (catch("<cancelEventDefinition/>", "endEvent"), "cancel_outside_transaction"),
    "transaction that is cancelled into nothing": (
        '<transaction id="x"><endEvent id="e"><cancelEventDefinition/></endEvent></transaction>',
        "transaction_without_cancel_boundary",
    ),
    "compensation without handler": (
        '<task id="t"/>' + catch("<compensateEventDefinition/>", "boundaryEvent", 'attachedToRef="t"'),
        "compensation_handler",
    ),
    "handler with a flow": (
        '<task id="x" isForCompensation="true"/><task id="t"/><sequenceFlow id="f" sourceRef="x" targetRef="t"/>',
        "compensation_handler_flows",
    ),
    "unknown end of a flow": ('<task id="t"/><sequenceFlow id="x" sourceRef="t" targetRef="p"/>', "flow_end_missing"),
    "flow across scopes": (
        '<task id="t"/><subProcess id="s"><task id="u"/></subProcess><sequenceFlow id="x" sourceRef="t" targetRef="u"/>',
        "flow_end_missing",
    ),
    "default flow of another": (
        '<task id="x" default="f"/><task id="t"/><task id="u"/><sequenceFlow id="f" sourceRef="t" targetRef="u"/>',
        "default_flow_missing",
    ),
    "condition in another language": (
        '<task id="t"/><task id="u"/><sequenceFlow id="x" sourceRef="t" targetRef="u">'
        '<conditionExpression xsi:type="tFormalExpression" language="python">1</conditionExpression></sequenceFlow>',
        "condition_language",
    ),
    "condition that is no FEEL": (
        '<task id="t"/><task id="u"/><sequenceFlow id="x" sourceRef="t" targetRef="u">'
        "<conditionExpression>a == b</conditionExpression></sequenceFlow>",
        "feel_syntax",
    ),
    "deciding flow without condition": (
        '<exclusiveGateway id="x" default="a"/><task id="t"/><task id="u"/><sequenceFlow id="a" sourceRef="x" targetRef="t"/>'
        '<sequenceFlow id="b" sourceRef="x" targetRef="u"/>',
        "flow_without_condition",
    ),
    "script in Python": ('<scriptTask id="x" scriptFormat="python"><script>x = 1</script></scriptTask>', "script_language"),
    "script that is no FEEL": ('<scriptTask id="x"><script>x = = 1</script></scriptTask>', "feel_syntax"),
    "script task without script": ('<scriptTask id="x"/>', "script_missing"),
    "attempts that are no number": (
        '<serviceTask id="x" carelane:topic="a" carelane:maxAttempts="0"/>',
        "not_a_whole_number",
    ),
    "form that is not there": ('<userTask id="x" carelane:formKey="slip"/>', "unknown_form"),
    "due that is no duration": ('<userTask id="x" carelane:due="tomorrow"/>', "moment_unreadable"),
    "separation from nobody": ('<userTask id="x" carelane:differentFrom="y"/>', "unknown_activity"),
    "event without message": (catch("<messageEventDefinition/>", "endEvent"), "message_missing"),
    "event without signal": (catch("<signalEventDefinition/>", "endEvent"), "signal_missing"),
    "correlation by nothing": (
        '<task id="t"/><correlationSubscription id="x" correlationKeyRef="k">'
        '<correlationPropertyBinding correlationPropertyRef="c"><dataPath/></correlationPropertyBinding>'
        "</correlationSubscription>",
        "correlation_path_empty",
    ),
    "event gateway to messages and receive tasks": (
        '<eventBasedGateway id="x"/><receiveTask id="t" messageRef="M"/><intermediateCatchEvent id="u">'
        '<messageEventDefinition messageRef="M"/></intermediateCatchEvent><sequenceFlow id="f" sourceRef="x" targetRef="t"/>'
        '<sequenceFlow id="g" sourceRef="x" targetRef="u"/>',
        "event_gateway_mixed",
    ),
    "event gateway to a receive task with a boundary event": (
        '<eventBasedGateway id="x"/><receiveTask id="t" messageRef="M"/><receiveTask id="u" messageRef="M"/>'
        '<boundaryEvent id="b" attachedToRef="t">' + TIMER + '</boundaryEvent><sequenceFlow id="f" sourceRef="x" targetRef="t"/>'
        '<sequenceFlow id="g" sourceRef="x" targetRef="u"/>',
        "event_gateway_boundary",
    ),
    "message that is not declared": ('<receiveTask id="x" messageRef="N"/>', "unknown_reference"),
    "timer without time": (catch("<timerEventDefinition/>"), "timer_incomplete"),
    "timer in Python quotes": (
        catch('<timerEventDefinition><timeDuration>"PT15M"</timeDuration></timerEventDefinition>'),
        "timer_unreadable",
    ),
    "negative timer": (
        catch("<timerEventDefinition><timeDuration>-PT5M</timeDuration></timerEventDefinition>"),
        "timer_unreadable",
    ),
    "endless cycle of nothing": (
        catch("<timerEventDefinition><timeCycle>R/PT0S</timeCycle></timerEventDefinition>"),
        "timer_unreadable",
    ),
    "unknown zone": (
        catch(TIMER, attributes='carelane:zone="Mars/X"'),
        "unknown_zone",
    ),
    "catch of nothing": (catch(""), "catch_event_without_definition"),
    "boundary event of nobody": (
        catch(TIMER, "boundaryEvent", 'attachedToRef="p"'),
        "not_attached",
    ),
    "error that does not interrupt": (
        '<task id="t"/>' + catch("<errorEventDefinition/>", "boundaryEvent", 'attachedToRef="t" cancelActivity="false"'),
        "error_boundary_not_interrupting",
    ),
    "error start event": (catch("<errorEventDefinition/>", "startEvent"), "unsupported_definition"),
    "flow into a start event": (
        '<startEvent id="x"/><task id="t"/><sequenceFlow id="f" sourceRef="t" targetRef="x"/>',
        "start_event_with_incoming_flow",
    ),
    "flow out of an end event": (
        '<endEvent id="x"/><task id="t"/><sequenceFlow id="f" sourceRef="x" targetRef="t"/>',
        "end_event_with_outgoing_flow",
    ),
    "event gateway to a task": (
        '<eventBasedGateway id="x"/><task id="t"/><task id="u"/><sequenceFlow id="f" sourceRef="x" targetRef="t"/>'
        '<sequenceFlow id="g" sourceRef="x" targetRef="u"/>',
        "event_gateway_target",
    ),
    "called process that is not there": ('<callActivity id="x" calledElement="q"/>', "unknown_called_process"),
    "mapping without target": (
        '<task id="x"><extensionElements><carelane:ioMapping><carelane:input source="=1"/></carelane:ioMapping>'
        "</extensionElements></task>",
        "mapping_incomplete",
    ),
    "quantity": ('<task id="x" startQuantity="0"/>', "unsupported_quantity"),
    "link without its other end": (
        catch('<linkEventDefinition name="L"/>', "intermediateThrowEvent"),
        "link_target",
    ),
    "condition of nothing": (catch("<conditionalEventDefinition><condition/></conditionalEventDefinition>"), "condition_missing"),
    "event sub-process without event": (
        '<subProcess id="x" triggeredByEvent="true"><startEvent id="y"/></subProcess><task id="t"/>',
        "event_sub_process_without_event",
    ),
    "event sub-process with two starts": (
        '<subProcess id="x" triggeredByEvent="true"><task id="y"/></subProcess><task id="t"/>',
        "event_sub_process_start",
    ),
    "loop without end": ('<task id="x"><standardLoopCharacteristics/></task>', "endless_loop"),
    "loop of a negative maximum": ('<task id="x"><standardLoopCharacteristics loopMaximum="-1"/></task>', "loop_maximum"),
    "instances of nothing": ('<task id="x"><multiInstanceLoopCharacteristics/></task>', "multi_instance_of_what"),
    "start without end": (
        '<startEvent id="x"/><task id="t"/><sequenceFlow id="f" sourceRef="x" targetRef="t"/>',
        "start_without_end",
    ),
    "end without start": (
        '<task id="t"/><endEvent id="x"/><sequenceFlow id="f" sourceRef="t" targetRef="x"/>',
        "end_without_start",
    ),
    "end without a flow": ('<task id="t"/><endEvent id="x"/>', "event_without_flow"),
    "start without a flow": ('<task id="t"/><startEvent id="x"/>', "event_without_flow"),
    "end that does not list what leads to it": (
        '<startEvent id="s"><outgoing>f</outgoing></startEvent><endEvent id="x"/>'
        '<sequenceFlow id="f" sourceRef="s" targetRef="x"/>',
        "end_event_lists_no_flow",
    ),
    "data input in no set": (
        '<task id="x"><ioSpecification><dataInput id="i"/><inputSet/><outputSet/></ioSpecification></task>',
        "data_in_no_set",
    ),
    "optional data that the set does not hold": (
        '<task id="x"><ioSpecification><dataInput id="i"/><dataInput id="j"/>'
        "<inputSet><dataInputRefs>i</dataInputRefs><optionalInputRefs>j</optionalInputRefs></inputSet>"
        "<inputSet><dataInputRefs>j</dataInputRefs></inputSet><outputSet/></ioSpecification></task>",
        "set_without_its_data",
    ),
    "sets that do not name each other": (
        '<task id="x"><ioSpecification><inputSet id="i"><outputSetRefs>o</outputSetRefs></inputSet><outputSet id="o"/>'
        "</ioSpecification></task>",
        "sets_not_paired",
    ),
    "condition in natural language": (
        '<task id="t"/><intermediateCatchEvent id="x"><conditionalEventDefinition><condition>the patient feels well</condition>'
        '</conditionalEventDefinition></intermediateCatchEvent><sequenceFlow id="f" sourceRef="x" targetRef="t"/>',
        "prose_as_condition",
    ),
    "definition reference to nothing": (catch("<eventDefinitionRef>T</eventDefinitionRef>"), "unknown_reference"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refuses(case):
    body, rule = REFUSED[case]
    deployment, findings = findings_of(body)
    assert deployment is None
    found = [finding for finding in findings if finding.rule == rule]
    assert found, findings
    assert found[0].file == "model.bpmn"
    assert found[0].line >= 3
    assert found[0].element_id
    assert found[0].message_zh != str(found[0].message)


def test_read_deployment_raises_with_everything_that_was_found():
    body = '<userTask id="a" startQuantity="0"/><scriptTask id="b"/><businessRuleTask id="c" carelane:decision="d"/>'
    text = f'{HEAD}<process id="p" isExecutable="true">{body}</process></definitions>'
    with pytest.raises(DeploymentRefused) as refusal:
        read_deployment({"model.bpmn": text.encode()})
    assert {finding.element_id for finding in refusal.value.findings} == {"a", "b", "c"}
    assert "2 more" in str(refusal.value)


def test_a_process_that_is_only_a_drawing_is_left_out_and_said_so():
    text = f'{HEAD}<process id="p" isExecutable="true"><task id="t"/></process>{DRAWING}</definitions>'
    deployment = read_deployment({"model.bpmn": text.encode()})
    assert [process.id for process in deployment.model.processes] == ["p"]
    assert [finding.rule for finding in deployment.findings] == ["process_not_executable"]


def test_one_id_in_two_files_is_refused():
    files = {
        name: f'{HEAD}<process id="{process}" isExecutable="true"><task id="t"/></process></definitions>'.encode()
        for name, process in (("a.bpmn", "p"), ("b.bpmn", "q"))
    }
    _, findings = inspect_deployment(files)
    assert [finding.rule for finding in findings] == ["id_used_twice"]


def waiting_for(condition: str, more: str = "") -> bytes:
    event = f"<conditionalEventDefinition>{condition}</conditionalEventDefinition>"
    return (
        f'{HEAD}<process id="p" isExecutable="true" {more}><startEvent id="s"/><endEvent id="e"/>'
        f'<intermediateCatchEvent id="c">{event}</intermediateCatchEvent>'
        '<sequenceFlow id="f" sourceRef="s" targetRef="c"/><sequenceFlow id="g" sourceRef="c" targetRef="e"/>'
        "</process></definitions>"
    ).encode()


@pytest.mark.parametrize(
    ("condition", "more"),
    [
        ('<condition xsi:type="tFormalExpression">approved</condition>', ""),
        ("<condition>approved</condition>", 'carelane:startVariables="approved"'),
        ("<condition>score &gt; 3</condition>", ""),
    ],
)
def test_an_expression_is_told_from_prose(condition, more):
    deployment, _ = inspect_deployment({"model.bpmn": waiting_for(condition, more)})
    assert deployment is not None


def test_a_rule_made_since_leaves_what_is_published_alone():
    files = {"model.bpmn": waiting_for("<condition>approved</condition>")}
    assert inspect_deployment(files)[0] is None
    assert inspect_deployment(files, is_published=True)[0] is not None
