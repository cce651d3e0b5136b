"""Decision files in the studio: uploaded through the one gate, shown as tables, checked before they are published."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.unit.dmn.deciding import decision, file, inputs, table
from tests.unit.runtime.instance import HEAD

RULES = [(["< 10"], ['"low"']), (["> 10"], ['"high"'])]
RISK = file(inputs("score") + decision("risk", table(RULES, on=("score",)), "#i_score"))
BPMN = f"""{HEAD}<process id="rated" name="Rated" isExecutable="true" carelane:starterGroups="doctor">
<startEvent id="s"/><businessRuleTask id="rate" name="Rate" carelane:decision="risk"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="rate"/>
<endEvent id="e"/><sequenceFlow id="f2" sourceRef="rate" targetRef="e"/></process></definitions>""".encode()


def upload(client, **files: bytes) -> str:
    sent = [SimpleUploadedFile(name.replace("_", "."), raw) for name, raw in files.items()]
    answer = client.post("/studio/upload/", {"key": "rated", "name": "Rated", "files": sent})
    return client.get(answer["Location"]).content.decode()


def test_a_table_is_shown_with_what_the_checks_say(signed_in):
    page = upload(signed_in("ma.ying"), rated_bpmn=BPMN, risk_dmn=RISK)
    assert "Decision tables" in page
    assert '<td class="mono">&lt; 10</td>' in page and "&quot;high&quot;" in page
    assert "no rule matches score = 10" in page


def test_an_example_that_fails_keeps_it_from_being_published(signed_in):
    example = "<carelane:examples><carelane:example name='e' inputs='{\"score\": 3}' expected='\"high\"'/></carelane:examples>"
    wrong = RISK.replace(
        b'<variable name="risk"/>', f"<extensionElements>{example}</extensionElements>".encode() + b'<variable name="risk"/>'
    )
    page = upload(signed_in("ma.ying"), rated_bpmn=BPMN, risk_dmn=wrong)
    assert "example “e”: expected &quot;high&quot;, got &quot;low&quot;" in page
    assert "1 error" in page


def test_a_hostile_decision_file_is_refused(signed_in):
    client = signed_in("ma.ying")
    hostile = SimpleUploadedFile("risk.dmn", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + RISK)
    answer = client.post(
        "/studio/upload/", {"key": "rated", "name": "Rated", "files": [SimpleUploadedFile("rated.bpmn", BPMN), hostile]}
    )
    assert answer.status_code == 422
    assert "root:" not in answer.content.decode()


def test_the_column_of_remarks_has_a_chinese_heading(signed_in):
    remarked = RISK.replace(b"<rule>", b'<annotation name="Meaning"/><rule>', 1)
    page = upload(signed_in("ma.ying", headers={"accept-language": "zh-hans"}), rated_bpmn=BPMN, risk_dmn=remarked)
    assert remarked != RISK
    assert ">含义</th>" in page
