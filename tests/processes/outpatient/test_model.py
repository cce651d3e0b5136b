"""The models as documents: accepted, rehearsed, in two languages, drawn, and told in full on their page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from bpmn.loader import load, shipped_rehearsal
from engine.model import read_deployment
from engine.model.forms.schema import read_forms
from tests.processes.outpatient.clinic import deployment

NAMESPACES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "carelane": "urn:carelane:bpmn:1",
}
CARELANE = "{urn:carelane:bpmn:1}"
PAGE = Path(__file__).parents[3] / "docs" / "processes" / "outpatient.md"
DRAWINGS = [name for name in load("outpatient").files if name.endswith(".bpmn")]


@pytest.fixture(params=DRAWINGS)
def document(request: pytest.FixtureRequest) -> Any:
    return etree.fromstring(load("outpatient").files[request.param])


def find(document: Any, path: str) -> list[Any]:
    return list(document.xpath(path, namespaces=NAMESPACES))


def test_is_accepted_without_a_finding_that_it_does_not_answer() -> None:
    found = read_deployment(load("outpatient").files)
    schemas, findings = read_forms(load("outpatient").files)
    assert [str(each) for each in (*found.findings, *findings) if "Accepted: " not in each.message.en] == []
    assert {node.form_key for node in found.model.nodes if node.tag == "userTask"} == set(schemas)  # type: ignore[attr-defined]


def test_its_rehearsal_is_that_of_these_files() -> None:
    shipped = shipped_rehearsal(deployment().content_hash)
    assert shipped is not None, "run: manage.py rehearse --family outpatient --write"
    assert shipped["is_clean"]
    assert len(shipped["reached"]) == shipped["nodes"] + shipped["flows"]


def test_speaks_both_languages(document: Any) -> None:
    assert [each.get("id") for each in find(document, "//bpmn:*[@name]") if not each.get(CARELANE + "nameZh")] == []
    for task in find(document, "//bpmn:userTask"):
        assert task.get(CARELANE + "actionZh"), task.get("id")
        assert find(task, "bpmn:extensionElements/carelane:instruction[@lang='zh']"), task.get("id")


def test_every_element_is_drawn(document: Any) -> None:
    drawn = {each.get("bpmnElement") for each in find(document, "//bpmndi:BPMNShape | //bpmndi:BPMNEdge")}
    nodes = find(
        document,
        "//bpmn:process//bpmn:*[bpmn:incoming or bpmn:outgoing] | //bpmn:sequenceFlow | //bpmn:lane | //bpmn:participant",
    )
    assert {each.get("id") for each in nodes} - drawn == set()


def test_separation_of_duties_is_declared() -> None:
    apart = {node.id: set(node.different_from) for node in deployment().model.nodes if node.tag == "userTask"}  # type: ignore[attr-defined]
    assert apart["Task_review_prescription"] == {"Task_prescribe", "Task_answer_query"}
    assert apart["Task_double_check"] == {"Task_perform_laboratory", "Task_perform_radiology"}
    assert apart["Task_dispense"] == {"Task_prescribe", "Task_review_prescription"}


def test_the_page_names_every_task_form_and_topic() -> None:
    text, nodes = PAGE.read_text(encoding="utf-8"), deployment().model.nodes
    wanted = {node.id for node in nodes if node.tag == "userTask"}
    wanted |= {node.form_key for node in nodes if node.tag == "userTask"}  # type: ignore[attr-defined]
    wanted |= {node.topic for node in nodes if node.tag == "serviceTask"}  # type: ignore[attr-defined]
    assert [name for name in sorted(wanted) if f"`{name}`" not in text] == []
