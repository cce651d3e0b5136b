"""`manage.py feel` and `manage.py dmn`."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.unit.dmn.deciding import decision, file, inputs, table

RULES = [(["< 10"], ['"low"']), ([">= 10"], ['"high"'])]


def run(*arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command(*arguments, stdout=out, stderr=err)
    return out.getvalue().strip(), err.getvalue().strip()


@pytest.fixture
def risk(tmp_path):
    path = tmp_path / "risk.dmn"
    path.write_bytes(file(inputs("score") + decision("risk", table(RULES, on=("score",)), "#i_score")))
    return path


def test_an_expression_with_its_variables(db, tmp_path):
    context = tmp_path / "x.json"
    context.write_text(json.dumps({"age": 71, "born": {"@d": "1954-05-01"}}))
    assert run("feel", 'age >= 65 and born < date("1960-01-01")', "--context", str(context)) == ("true", "")
    out, err = run("feel", "missing + 1")
    assert (out, "1:1: There is nothing named 'missing' here." in err) == ("null", True)


def test_an_expression_that_is_none(db, tmp_path):
    with pytest.raises(CommandError, match="line 1"):
        run("feel", "1 +")
    with pytest.raises(CommandError, match="JSON"):
        run("feel", "1", "--context", str(tmp_path / "nothing.json"))


def test_a_decision_with_its_inputs(db, risk, tmp_path):
    given = tmp_path / "in.json"
    given.write_text('{"score": 12}')
    assert run("dmn", str(risk), "--decision", "risk", "--input", str(given)) == ("high", "risk (UNIQUE): rules 2")


def test_a_file_is_checked_where_no_decision_is_named(db, risk):
    assert run("dmn", str(risk))[0] == "Decisions: risk"
    with pytest.raises(CommandError, match="no decision “other”"):
        run("dmn", str(risk), "--decision", "other")


def test_a_check_tells_what_is_remarked_and_fails_where_an_example_does(db, tmp_path):
    # given a rule that reads a name nobody gives, and an example that expects something else
    example = '<carelane:example name="twelve" inputs=\'{"score": 12}\' expected=\'"low"\'/>'
    examples = f"<extensionElements><carelane:examples>{example}</carelane:examples></extensionElements>"
    rules = [*RULES, (["nowhere"], ['"none"'])]
    body = decision("risk", table(rules, on=("score",)), "#i_score").replace("<variable", f"{examples}<variable", 1)
    path = tmp_path / "risk.dmn"
    path.write_bytes(file(inputs("score") + body))
    out = io.StringIO()

    with pytest.raises(CommandError, match="found 1"):
        call_command("dmn", str(path), stdout=out)

    assert "nowhere" in out.getvalue()
    assert "twelve" in out.getvalue()
