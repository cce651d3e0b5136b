"""docs/processes/two_way_referral.md names everything that a reader of the model would look for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from bpmn.loader import load
from tests.processes.referral.region import deployment

DOCUMENT = Path(__file__).parents[3] / "docs" / "processes" / "two_way_referral.md"
LIMIT = re.compile(r"^\s*(\w+_(?:limit|limit_emergency|interval|grace|validity)):", re.MULTILINE)


@pytest.fixture(scope="module")
def text() -> str:
    return DOCUMENT.read_text(encoding="utf-8")


def test_names_every_limit(text: str) -> None:
    scripts = [deployment().model.node(name).script.source for name in ("Script_out_limits", "Script_in_limits")]  # type: ignore[attr-defined]
    limits = {limit for script in scripts for limit in LIMIT.findall(script)}
    assert len(limits) >= 12
    assert [limit for limit in sorted(limits) if f"`{limit}`" not in text] == []


def test_names_every_user_task_form_and_topic(text: str) -> None:
    nodes = deployment().model.nodes
    wanted = {node.id for node in nodes if node.tag == "userTask"}
    wanted |= {node.form_key for node in nodes if node.tag == "userTask"}  # type: ignore[attr-defined]
    wanted |= {node.topic for node in nodes if node.tag == "serviceTask"}  # type: ignore[attr-defined]
    assert [name for name in sorted(wanted) if f"`{name}`" not in text] == []


def test_names_every_rule_of_the_indication(text: str) -> None:
    decisions = deployment().decisions
    assert decisions is not None
    (decision,) = decisions.decisions()
    rules = [rule.outputs[0].strip('"') for rule in decision.expression.rules if rule.outputs[0].startswith('"')]  # type: ignore[union-attr]
    assert len(rules) == 8
    assert [rule for rule in rules if f"`{rule}`" not in text] == []


DRAWN = re.compile(
    r'class="djs-element djs-shape[^"]*" data-element-id="([^"]+)"[^>]*transform="matrix\(1 0 0 1 (-?[\d.]+) (-?[\d.]+)\)"'
)


def test_the_picture_is_of_this_model() -> None:
    # given every shape of the model with its place
    drawing = etree.fromstring(load("referral").files["two_way_referral.bpmn"])
    placed = {
        shape.get("bpmnElement"): (float(shape[0].get("x")), float(shape[0].get("y")))
        for shape in drawing.iter("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNShape")
    }

    # then the picture has each of them there, and nothing else but their labels
    picture = DOCUMENT.with_suffix(".svg").read_text(encoding="utf-8")
    drawn = {name: (float(x), float(y)) for name, x, y in DRAWN.findall(picture) if not name.endswith("_label")}
    assert drawn == placed, "run: python -m tests.browser.draw_models"
