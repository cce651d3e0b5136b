"""`engine.feel` and `engine.dmn` are a library of their own: a process without Django imports and uses them as they are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
ALONE = """
import sys

class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in REFUSED:
            raise ImportError(name + " is not there")

REFUSED = {"django", "celery", "viewflow", "rest_framework", "SpiffWorkflow", "config", "workflows", "webui", "bpmn"}
sys.meta_path.insert(0, Nothing())

from engine.dmn import read_decisions
from engine.dmn.checks import check_examples, check_tables
from engine.feel import compile_expression

assert compile_expression("age >= 65 and count(falls) > 1").evaluate({"age": 71, "falls": ["May", "June"]}).value is True
model = b'''<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
  <inputData id="i" name="score"><variable name="score"/></inputData>
  <decision id="d" name="Risk"><variable name="Risk"/><informationRequirement><requiredInput href="#i"/></informationRequirement>
    <decisionTable hitPolicy="UNIQUE"><input><inputExpression><text>score</text></inputExpression></input><output/>
      <rule><inputEntry><text>&gt;= 10</text></inputEntry><outputEntry><text>"high"</text></outputEntry></rule>
    </decisionTable></decision></definitions>'''
decisions = read_decisions({"risk.dmn": model})
outcome = decisions.evaluate("Risk", {"score": 12})
assert (outcome.value, outcome.tables[0].matched) == ("high", (1,))
assert [each.rule for each in check_tables(decisions)] == ["dmn.gap"] and not check_examples(decisions)
print(sorted(name for name in sys.modules if name.startswith("engine.") and name.count(".") == 1))
"""


def test_they_are_importable_without_django():
    done = subprocess.run([sys.executable, "-c", ALONE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "['engine.dmn', 'engine.feel']"  # nothing of the engine around them either


def test_both_readmes_have_their_section():
    for name, title in (
        ("README.md", "## FEEL and DMN, a library of their own"),
        ("README.zh-CN.md", "## 独立可用的 FEEL 与 DMN"),
    ):
        section = (ROOT / name).read_text(encoding="utf-8").partition(title)[2].partition("\n## ")[0]
        assert "docs/decisions.md" in section, name
