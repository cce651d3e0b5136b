"""What the rules decided is shown with the table, the matched row lit, to those who may see the variables."""

from __future__ import annotations

import pytest
from django.urls import reverse

from engine.commands.start_instance import StartInstance, start_instance
from tests.unit.dmn.deciding import decision, file, inputs, table
from tests.unit.runtime.instance import HEAD
from tests.webui.errands import publish

RULES = [(["< 10"], ['"low"']), ([">= 10"], ['"high"'])]
DMN = file(inputs("score") + decision("risk", table(RULES, on=("score",)), "#i_score"))
BPMN = f"""{HEAD}<process id="rated" name="Rated" isExecutable="true" carelane:starterGroups="community_doctor">
<startEvent id="s"/><businessRuleTask id="rate" name="Rate the risk" carelane:nameZh="评定风险" carelane:decision="risk"/>
<userTask id="look" name="Look" carelane:candidateGroups="community_doctor"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="rate"/>
<sequenceFlow id="f2" sourceRef="rate" targetRef="look"/>
<endEvent id="e"/><sequenceFlow id="f3" sourceRef="look" targetRef="e"/></process></definitions>"""


@pytest.fixture
def rated(db, actor, organisation):
    publish({"rated.bpmn": BPMN.encode(), "risk.dmn": DMN}, key="rated")
    command = StartInstance(actor("su.yan"), "rated", organisation("hexi").pk, business_key="R-1", variables={"score": 12})
    return start_instance(command).instance_id


def page(client, instance_id):
    return client.get(reverse("instances:detail", args=[instance_id])).content.decode()


def test_the_matched_row_is_lit(signed_in, rated):
    text = page(signed_in("su.yan"), rated)
    assert "The rules decided: <b>Rate the risk</b>." in text
    lit = text.split("data-matched", 1)[1].split("</tr>", 1)[0]
    assert "&gt;= 10" in lit and "&quot;high&quot;" in lit
    assert text.count("data-matched") == 1
    assert '<td class="mono">12</td>' in text


def test_the_words_are_chinese_for_chinese_readers(signed_in, rated):
    text = page(signed_in("su.yan", headers={"accept-language": "zh-hans"}), rated)
    assert "规则已判定：<b>评定风险</b>。" in text
    assert "查看规则" in text
