"""A small process of the tests' own, in two versions, drawn and published as people would: one draws, a second publishes."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count, pairwise
from typing import Any

from tests.browser.desk import WORKER
from tests.browser.rest import Person

SHAPES = {"start": 150, "assess": 240, "treat": 400, "letter": 560, "end": 730}
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
    ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:carelane="urn:carelane:bpmn:1"'
    ' id="defs_round" targetNamespace="urn:carelane:tests">'
)


def task(activity_id: str, name: str, name_zh: str) -> str:
    return (
        f'<userTask id="{activity_id}" name="{name}" carelane:nameZh="{name_zh}" carelane:candidateGroups="community_doctor@gp"'
        ' carelane:due="P1D"/>'
    )


def model(key: str, first: str = "assess", name: str = "Assess", name_zh: str = "评估") -> str:
    """Assess, treat, write a letter; a limit on the first step. Another version calls that step otherwise."""
    way = ("start", first, "treat", "letter", "end")
    flows = "".join(f'<sequenceFlow id="f_{a}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairwise(way))
    limit = (
        f'<boundaryEvent id="late" name="Nobody came" carelane:nameZh="无人处理" attachedToRef="{first}"><timerEventDefinition>'
        '<timeDuration xsi:type="tFormalExpression">P9D</timeDuration></timerEventDefinition></boundaryEvent>'
        '<sequenceFlow id="f_late" sourceRef="late" targetRef="given_up"/><endEvent id="given_up" name="Given up"/>'
    )
    tasks = task(first, name, name_zh) + task("treat", "Treat", "治疗") + task("letter", "Write the letter", "书写信函")
    process = (
        f'<process id="{key}" name="Round {key}" carelane:nameZh="查房 {key}" isExecutable="true"'
        ' carelane:starterGroups="community_doctor" carelane:zone="Asia/Shanghai">'
        f'<startEvent id="start"/>{tasks}<endEvent id="end"/>{limit}{flows}</process>'
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>{HEAD}{process}{drawing(key, first, way)}</definitions>'


def drawing(key: str, first: str, way: tuple[str, ...]) -> str:
    at = {first if name == "assess" else name: left for name, left in SHAPES.items()}
    parts = [
        shape(name, left, 100, 80) if name not in ("start", "end") else shape(name, left, 36, 36) for name, left in at.items()
    ]
    parts += [shape("late", 320, 36, 36, 182), shape("given_up", 320, 36, 36, 260)]
    lines = [(a, b, f"f_{a}") for a, b in pairwise(way)]
    parts += [
        f'<bpmndi:BPMNEdge id="{flow}_di" bpmnElement="{flow}"><di:waypoint x="{at[a] + (36 if a == "start" else 100)}" y="160"/>'
        f'<di:waypoint x="{at[b]}" y="160"/></bpmndi:BPMNEdge>'
        for a, b, flow in lines
    ]
    parts.append(
        '<bpmndi:BPMNEdge id="f_late_di" bpmnElement="f_late"><di:waypoint x="338" y="218"/><di:waypoint x="338" y="260"/>'
        "</bpmndi:BPMNEdge>"
    )
    plane = f'<bpmndi:BPMNPlane id="plane" bpmnElement="{key}">{"".join(parts)}</bpmndi:BPMNPlane>'
    return f'<bpmndi:BPMNDiagram id="diagram">{plane}</bpmndi:BPMNDiagram>'


def shape(name: str, left: int, width: int, height: int, top: int | None = None) -> str:
    above = 160 - height // 2 if top is None else top
    return (
        f'<bpmndi:BPMNShape id="{name}_di" bpmnElement="{name}"><dc:Bounds x="{left}" y="{above}" width="{width}" '
        f'height="{height}"/></bpmndi:BPMNShape>'
    )


class Rounds:
    """Each test has a process key of its own, so that it may run again."""

    def __init__(self, person: Callable[[str], Person]) -> None:
        self.person = person
        self.numbers = count(1)
        self.hexi = next(row["id"] for row in person("su.yan").ask("GET", "organisations") if row["code"] == "hexi")

    def published(self) -> str:
        key = f"round{next(self.numbers)}"
        self.publish(key, model(key))
        return key

    def publish_second(self, key: str) -> None:
        self.publish(key, model(key, "examine", "Examine", "检查"))

    def publish(self, key: str, text: str) -> None:
        author, second = self.person("ma.ying"), self.person("luo.wei")
        draft = author.ask("POST", "deployments", 201, key=key, name=f"Round {key}", files={f"{key}.bpmn": text})
        path = f"deployments/{draft['id']}"
        author.ask("POST", f"{path}/submit", note="for the ward")
        end = time.monotonic() + WORKER * 2 / 1000
        while second.ask("GET", f"{path}/rehearsal")["state"] == "waiting":
            assert time.monotonic() < end, "the worker has not rehearsed it"
            time.sleep(0.3)
        second.ask("POST", f"{path}/publish", override_reason="Of the tests")

    def started(self, key: str, number: str) -> dict[str, Any]:
        body = {"process_key": key, "organisation": self.hexi, "business_key": f"{key}-{number}"}
        return dict(self.person("su.yan").ask("POST", "instances", 201, **body))
