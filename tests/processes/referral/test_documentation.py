"""docs/processes/two_way_referral.md names everything that a reader of the model would look for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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
