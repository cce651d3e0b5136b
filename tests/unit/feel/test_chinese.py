"""Every sentence that FEEL, decisions and the runtime say of an expression has its Chinese."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from engine.dmn.chinese import DMN
from engine.feel import FeelBudgetExceeded, FeelSyntaxError, compile_expression
from engine.feel.chinese import FEEL, in_chinese
from engine.runtime.chinese import RUNTIME
from engine.runtime.chinese import in_chinese as incident_in_chinese

ENGINE = Path(__file__).parents[3] / "engine"
SAYING = {"warn", "FeelError", "FeelBudgetExceeded", "FeelSyntaxError", "refuse", "Stop", "Invalid"}
ENGLISH = re.compile(r"[a-z]{3}.* [a-z]")
MARKS = {0x2068: None, 0x2069: None}  # around a value
HAN = re.compile(r"[\u4e00-\u9fff]")
KNOWN = {*FEEL, *DMN, *RUNTIME}
ELSEWHERE = {"“{}”: {}", "{}: {}", "{}(): {}"}  # around another sentence


def said(room: str) -> set[str]:
    """The sentences of a room as they stand in its source: `{}` for what is filled in."""
    found = set()
    for path in (ENGINE / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                arguments = [*node.args, *(each.value for each in node.keywords)]
                shapes = [shape_of(each) for each in arguments if name in SAYING]
                if not any(HAN.search(shape) for shape in shapes):  # it carries both languages itself
                    found |= {shape for shape in shapes if ENGLISH.search(shape)}
    return found


def shape_of(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return ""


@pytest.mark.parametrize(("room", "least"), [("feel", 90), ("dmn", 9), ("runtime", 14)])
def test_every_sentence_is_known(room, least):
    sentences = said(room)
    assert len(sentences) > least, "the sentences of this room were not found"
    lacking = {
        each
        for each in sentences
        if each not in KNOWN and incident_in_chinese(each.replace("{}", "x")) == each.replace("{}", "x")
    }
    assert lacking == set()


@pytest.mark.parametrize("english", sorted(KNOWN))
def test_every_translation_says_as_much(english):
    chinese = {**FEEL, **DMN, **RUNTIME}[english]
    assert len(re.findall(r"\{\d?\}", chinese)) == english.count("{}")
    assert HAN.search(chinese) or english in ELSEWHERE


@pytest.mark.parametrize(
    ("expression", "chinese"),
    [
        ('1 + "a"', "“+”不能连接数字与文本。"),
        ('matches("a", "a**")', "matches()：正则表达式无效：重复符号连用。"),
        ('matches("a", "[z-a]")', "matches()：正则表达式无效：字符范围 z-a 无效。"),
        ("substring(1, 2)", "substring()：“string”应为文本，而不是数字。"),
        ("1 / 0", "除数为零。"),
        ('date("x")', "date()：“x”不是日期（如 2026-01-31）。"),
        ('if "a" then 1 else 2', "“if”需要 true 或 false，而不是文本。"),
        ("missing + 1", "此处没有名为“missing”的变量。"),
    ],
)
def test_warnings(expression, chinese):
    warnings = compile_expression(expression).evaluate({}).warnings
    assert chinese in [in_chinese(each.message).translate(MARKS) for each in warnings]


def test_refusals():
    with pytest.raises(FeelSyntaxError) as refusal:
        compile_expression("1 +")
    assert in_chinese(str(refusal.value)).endswith("（第 1 行，第 4 列）")
    assert "表达式在此处意外结束" in in_chinese(str(refusal.value))
    with pytest.raises(FeelBudgetExceeded) as budget:
        compile_expression("for i in 1..999999999 return i").evaluate({})
    assert HAN.search(in_chinese(str(budget.value)))


def test_incidents():
    told = "“carelane.working hours(a, b, \"attic\")”: carelane.working hours: there is no calendar 'attic'"
    assert incident_in_chinese(told).endswith("没有日历“attic”")
    told = "“Risk”: rules 1, 2 match at once; hit policy UNIQUE allows one."
    assert incident_in_chinese(told) == "“Risk”：规则 1, 2 同时匹配；命中策略 UNIQUE 只允许一条。"
    assert incident_in_chinese("The printer is on fire") == "The printer is on fire"
