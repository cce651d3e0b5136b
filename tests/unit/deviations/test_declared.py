"""What rules take from a model: which steps repeat on purpose, and which belong before others."""

from __future__ import annotations

import pytest

from engine.errors import DeploymentRefused
from engine.model import read_deployment
from engine.queries.ruled_instance import _declared

MODEL = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:carelane="urn:carelane:bpmn:1"
    targetNamespace="urn:test" id="Definitions_1">
  <bpmn:process id="outer" name="Outer" isExecutable="true">
    <bpmn:startEvent id="Start_outer" name="Start"><bpmn:outgoing>F1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="Task_first" name="First" carelane:candidateGroups="nurse@ward"><bpmn:incoming>F1</bpmn:incoming>
      <bpmn:outgoing>F2</bpmn:outgoing></bpmn:userTask>
    <bpmn:callActivity id="Call_each" name="Each" calledElement="inner"><bpmn:incoming>F2</bpmn:incoming>
      <bpmn:outgoing>F3</bpmn:outgoing>
      <bpmn:multiInstanceLoopCharacteristics carelane:collection="=[1, 2]" carelane:elementVariable="one"/></bpmn:callActivity>
    <bpmn:userTask id="Task_last" name="Last" carelane:candidateGroups="nurse@ward" carelane:expectedAfter="Task_first{unknown}">
      <bpmn:incoming>F3</bpmn:incoming><bpmn:outgoing>F4</bpmn:outgoing></bpmn:userTask>
    <bpmn:endEvent id="End_outer" name="End"><bpmn:incoming>F4</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="F1" sourceRef="Start_outer" targetRef="Task_first"/>
    <bpmn:sequenceFlow id="F2" sourceRef="Task_first" targetRef="Call_each"/>
    <bpmn:sequenceFlow id="F3" sourceRef="Call_each" targetRef="Task_last"/>
    <bpmn:sequenceFlow id="F4" sourceRef="Task_last" targetRef="End_outer"/>
  </bpmn:process>
  <bpmn:process id="inner" name="Inner" isExecutable="true">
    <bpmn:startEvent id="Start_inner" name="Start"><bpmn:outgoing>G1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:subProcess id="Sub_inner" name="Part"><bpmn:incoming>G1</bpmn:incoming><bpmn:outgoing>G2</bpmn:outgoing>
      <bpmn:startEvent id="Start_sub" name="Start"><bpmn:outgoing>H1</bpmn:outgoing></bpmn:startEvent>
      <bpmn:userTask id="Task_inner" name="Inner" carelane:candidateGroups="nurse@ward"><bpmn:incoming>H1</bpmn:incoming>
        <bpmn:outgoing>H2</bpmn:outgoing></bpmn:userTask>
      <bpmn:endEvent id="End_sub" name="End"><bpmn:incoming>H2</bpmn:incoming></bpmn:endEvent>
      <bpmn:sequenceFlow id="H1" sourceRef="Start_sub" targetRef="Task_inner"/>
      <bpmn:sequenceFlow id="H2" sourceRef="Task_inner" targetRef="End_sub"/></bpmn:subProcess>
    <bpmn:endEvent id="End_inner" name="End"><bpmn:incoming>G2</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="G1" sourceRef="Start_inner" targetRef="Sub_inner"/>
    <bpmn:sequenceFlow id="G2" sourceRef="Sub_inner" targetRef="End_inner"/>
  </bpmn:process>
</bpmn:definitions>"""


def files(unknown: str = "") -> dict[str, bytes]:
    return {"outer.bpmn": MODEL.replace("{unknown}", unknown).encode()}


def test_steps_of_a_process_that_a_loop_calls_repeat_on_purpose() -> None:
    rounds, expected = _declared(read_deployment(files()).model)
    assert {"Call_each", "Sub_inner", "Task_inner"} <= rounds
    assert rounds.isdisjoint({"Task_first", "Task_last"})
    assert expected == {"Task_last": ("Task_first",)}


def test_an_order_that_names_no_activity_is_refused() -> None:
    with pytest.raises(DeploymentRefused) as refusal:
        read_deployment(files(",Task_nowhere"))
    assert [finding.rule for finding in refusal.value.findings] == ["unknown_activity"]
    assert "expectedAfter" in str(refusal.value.findings[0].message.en)
