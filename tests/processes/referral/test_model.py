"""The model as a document: valid, readable by others, in two languages, and drawn tidily."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, BpmnValidator

from bpmn.loader import load
from engine.model import read_deployment
from engine.model.forms.schema import read_forms

NAMESPACES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "carelane": "urn:carelane:bpmn:1",
}
CARELANE = "{urn:carelane:bpmn:1}"
TOPICS = {"case.update", "case.move_stage", "escalation.notify"}
Box = tuple[float, float, float, float]


@pytest.fixture(scope="module")
def document() -> Any:
    return etree.fromstring(load("referral").files["two_way_referral.bpmn"])


def find(document: Any, path: str) -> list[Any]:
    return list(document.xpath(path, namespaces=NAMESPACES))


def test_passes_the_schema_and_spiffworkflows_reader(document: Any) -> None:
    BpmnValidator().validate(document.getroottree(), "two_way_referral.bpmn")
    parser = BpmnParser()
    parser.add_bpmn_xml(document.getroottree(), "two_way_referral.bpmn")
    assert parser.get_process_ids() == ["referral_out", "referral_in"]
    assert parser.collaborations == {"Collaboration_referral": ["referral_out", "referral_in"]}


def test_is_accepted_without_a_finding_that_it_does_not_answer() -> None:
    deployment = read_deployment(load("referral").files)
    forms, findings = read_forms(load("referral").files)
    assert [str(each) for each in (*deployment.findings, *findings) if "Accepted: " not in each.message.en] == []
    assert len(deployment.model.nodes) >= 25
    used = {node.form_key for node in deployment.model.nodes if node.tag == "userTask"}  # type: ignore[attr-defined]
    assert used == set(forms)


def test_speaks_both_languages(document: Any) -> None:
    silent = [each.get("id") for each in find(document, "//bpmn:*[@name]") if not each.get(CARELANE + "nameZh")]
    assert silent == []
    for task in find(document, "//bpmn:userTask"):
        assert task.get(CARELANE + "action"), task.get("id")
        assert task.get(CARELANE + "actionZh"), task.get("id")
        assert find(task, "bpmn:documentation"), task.get("id")
        assert find(task, "bpmn:extensionElements/carelane:instruction[@lang='zh']"), task.get("id")


def test_forms_speak_both_languages() -> None:
    for name, raw in load("referral").files.items():
        if not name.endswith(".form.json"):
            continue
        form = json.loads(raw)
        assert form["carelane"]["titleZh"], name
        for rule in form["carelane"].get("rules", []):
            assert rule["messageZh"], name
        for component in form["components"]:
            own = component["properties"]
            assert own.get("labelZh") or own.get("textZh"), component["id"]
            assert all(option.get("labelZh") for option in component.get("values", [])), component["id"]


def test_units_are_translated() -> None:
    forms, _ = read_forms(load("referral").files)
    shown = {each.get("key"): each for each in forms["referral_slip"].render("zh-hans", {"direction": "up"})["components"]}
    assert shown["gcs"]["appearance"] == {"suffixAdorner": "分"}
    assert [each["label"] for each in shown["indication_category"]["values"]][-1] == "以上都不是"


def test_uses_known_topics_only(document: Any) -> None:
    assert {task.get(CARELANE + "topic") for task in find(document, "//bpmn:serviceTask")} == TOPICS


def test_nobody_reviews_the_own_slip(document: Any) -> None:
    [review] = find(document, "//bpmn:userTask[@id='Task_out_review']")
    assert review.get(CARELANE + "differentFrom") == "Task_slip"


# drawing


def boxes(document: Any, *tags: str) -> dict[str, Box]:
    kinds = {each.get("id"): etree.QName(each).localname for each in find(document, "//bpmn:*[@id]")}
    found = {}
    for shape in find(document, "//bpmndi:BPMNShape"):
        [bounds] = find(shape, "dc:Bounds")
        left, top, width, height = (float(bounds.get(name)) for name in ("x", "y", "width", "height"))
        if kinds[shape.get("bpmnElement")] in tags:
            found[shape.get("bpmnElement")] = (left, top, left + width, top + height)
    return found


def overlap(one: Box, other: Box, margin: float = 0) -> bool:
    across = one[0] < other[2] + margin and other[0] < one[2] + margin
    return across and one[1] < other[3] + margin and other[1] < one[3] + margin


TASKS = ("userTask", "serviceTask", "scriptTask", "sendTask", "receiveTask")
GATEWAYS = ("exclusiveGateway", "inclusiveGateway")


def lines(document: Any) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    for edge in find(document, "//bpmndi:BPMNEdge"):
        yield edge.get("bpmnElement"), [(float(each.get("x")), float(each.get("y"))) for each in find(edge, "di:waypoint")]


def test_every_element_is_drawn(document: Any) -> None:
    drawn = {each.get("bpmnElement") for each in find(document, "//bpmndi:BPMNShape | //bpmndi:BPMNEdge")}
    nodes = find(document, "//bpmn:process//bpmn:*[bpmn:incoming or bpmn:outgoing] | //bpmn:sequenceFlow | //bpmn:messageFlow")
    nodes += find(document, "//bpmn:lane | //bpmn:participant")
    assert {each.get("id") for each in nodes} - drawn == set()


def test_shapes_keep_their_distance(document: Any) -> None:
    shapes = list(boxes(document, *TASKS, *GATEWAYS, "startEvent", "endEvent").items())
    close = [
        (one, other)
        for number, (one, first) in enumerate(shapes)
        for other, second in shapes[number + 1 :]
        if overlap(first, second, 15)
    ]
    assert close == []


def test_nodes_stand_in_their_lanes(document: Any) -> None:
    lanes = boxes(document, "lane")
    shapes = boxes(document, *TASKS, *GATEWAYS, "startEvent", "endEvent", "subProcess")
    for lane in find(document, "//bpmn:lane"):
        left, top, right, bottom = lanes[lane.get("id")]
        for reference in find(lane, "bpmn:flowNodeRef"):
            if box := shapes.get(reference.text):
                assert box[0] > left + 30, reference.text
                assert box[1] > top, reference.text
                assert box[2] < right, reference.text
                assert box[3] < bottom, reference.text


def test_lines_run_straight_and_around_shapes(document: Any) -> None:
    shapes = boxes(document, *TASKS, *GATEWAYS, "endEvent")
    hosts = {each.get("id"): each.get("attachedToRef") for each in find(document, "//bpmn:boundaryEvent")}
    pairs = {each.get("id"): (each.get("sourceRef"), each.get("targetRef")) for each in find(document, "//bpmn:*[@sourceRef]")}
    ends = {name: {*pair, *(hosts.get(end) for end in pair)} for name, pair in pairs.items()}
    for name, points in lines(document):
        for (x1, y1), (x2, y2) in pairwise(points):
            assert x1 == x2 or y1 == y2, name
            line = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
            crossed = [shape for shape, box in shapes.items() if shape not in ends[name] and overlap(line, box, 4)]
            assert crossed == [], name
