"""Expressions and decisions tried out over the API: who may, what comes out, what is refused."""

from __future__ import annotations

import time

import pytest

from tests.unit.dmn.deciding import decision, file, inputs, table

RULES = [(["< 10"], ['"low"']), (["> 5"], ['"high"'])]
RISK = file(inputs("score") + decision("risk", table(RULES, on=("score",)), "#i_score")).decode()


def test_an_expression_is_evaluated_with_what_is_sent_along(program, region):
    answer = program("ma.ying").post(
        "expressions/evaluate", {"expression": '= birth + duration("P1Y") + n.x', "variables": {"birth": {"@d": "2026-01-01"}}}
    )
    assert answer.status_code == 200, answer.content
    assert answer.json()["value"] is None
    assert next((each["line"], each["kind"]) for each in answer.json()["warnings"]) == (1, "missing")

    found = program("ma.ying").post("expressions/evaluate", {"expression": "a + 0.1", "variables": {"a": 1}}).json()
    assert (found["value"], found["text"]) == ({"@n": "1.1"}, "1.1")


@pytest.mark.parametrize(
    ("expression", "says"),
    [("1 +", "line 1, column 4"), ("count(for i in 1..999999999 return i)", "takes too much"), ("2 ** 2 ** 999", None)],
)
def test_what_is_no_feel_or_takes_too_much_is_refused_at_once(program, region, expression, says):
    started = time.process_time()
    answer = program("ma.ying").post("expressions/evaluate", {"expression": expression})
    assert time.process_time() - started < 10
    if says is not None:
        assert answer.status_code == 400
        assert says in answer.json()["detail"]
        assert answer["Content-Type"] == "application/problem+json"


def test_a_decision_tells_its_rules(program, region):
    body = {"files": {"risk.dmn": RISK}, "decision": "risk", "inputs": {"score": 12}}
    found = program("ma.ying").post("decisions/evaluate", body).json()
    assert found["value"] == "high"
    assert found["tables"][0]["rules"] == [2]


def test_rules_that_contradict_each_other_are_named(program, region):
    body = {"files": {"risk.dmn": RISK}, "decision": "risk", "inputs": {"score": 7}}
    answer = program("ma.ying").post("decisions/evaluate", body)
    assert (answer.status_code, "rules 1, 2" in answer.json()["detail"]) == (400, True)


def test_what_is_wrong_is_said_in_the_readers_language(program, region):
    designer = program("ma.ying", "zh-hans")
    found = designer.post("expressions/evaluate", {"expression": '1 + "a"'}).json()
    assert [each["message"] for each in found["warnings"]] == ["“+”不能连接数字与文本。"]
    assert "第 1 行，第 4 列" in designer.post("expressions/evaluate", {"expression": "1 +"}).json()["detail"]
    answer = designer.post("decisions/evaluate", {"files": {"risk.dmn": RISK}, "decision": "risk", "inputs": {"score": 7}})
    assert "规则 1, 2 同时匹配" in answer.json()["detail"]


def test_tables_are_checked(program, region):
    found = program("ma.ying").post("decisions/check", {"files": {"risk.dmn": RISK}}).json()
    assert [(each["rule"], each["severity"]) for each in found] == [("dmn.overlap", "warning")]
    assert "命中策略" in found[0]["message"]["zh"]


def test_a_hostile_file_is_refused(program, region):
    files = {"risk.dmn": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + RISK}
    answer = program("ma.ying").post("decisions/evaluate", {"files": files, "decision": "risk"})
    assert answer.status_code == 422
    assert program("ma.ying").post("decisions/check", {"files": files}).json()[0]["rule"] == "gate.doctype"


def test_clinicians_do_not_try_models_out(program, region):
    assert program("su.yan").post("expressions/evaluate", {"expression": "1"}).status_code == 403
    assert program("su.yan").post("decisions/check", {"files": {"risk.dmn": RISK}}).status_code == 403
