"""What a model knows after reading: order, names, lanes, starts; and that its size does not matter."""

from __future__ import annotations

import time

from engine.model import read_deployment
from engine.model.elements.user_task import UserTask
from engine.runtime import advance, commands
from tests.unit.model.elements.test_refusals import HEAD
from tests.unit.runtime.instance import NOW

REFERRAL = f"""{HEAD}
<message id="M" name="ReferralRequest"/>
<process id="out" isExecutable="true" name="Refer" carelane:nameZh="转诊" carelane:starterGroups="community_doctor, nurse@gp"
         carelane:cancelGroups="community_head" carelane:zone="Asia/Shanghai">
  <documentation>From the community to the hospital.</documentation>
  <laneSet id="L"><lane id="L_a" name="Doctor" carelane:nameZh="医生">
    <flowNodeRef>start</flowNodeRef><flowNodeRef>slip</flowNodeRef>
    <childLaneSet id="C"><lane id="L_b" name="Head"><flowNodeRef>slip</flowNodeRef></lane></childLaneSet></lane></laneSet>
  <startEvent id="start"/>
  <startEvent id="asked"><messageEventDefinition messageRef="M"/></startEvent>
  <userTask id="slip" name="Write slip" carelane:nameZh="填写转出单" carelane:differentFrom="start"
            carelane:action="Send" carelane:actionZh="发送" carelane:formKey="slip">
    <documentation>Write it.</documentation>
    <extensionElements><carelane:instruction lang="zh">请填写。</carelane:instruction></extensionElements>
  </userTask>
  <sequenceFlow id="f" sourceRef="start" targetRef="slip"/><sequenceFlow id="g" sourceRef="asked" targetRef="slip"/>
  <endEvent id="end"/><sequenceFlow id="h" sourceRef="slip" targetRef="end"/>
</process></definitions>"""


def test_names_lanes_and_starts_are_read():
    form = b'{"type": "default", "schemaVersion": 16, "components": []}'
    deployment = read_deployment({"out.bpmn": REFERRAL.encode(), "slip.form.json": form})
    process = deployment.model.process("out")
    assert (process.name.en, process.name.zh, process.zone) == ("Refer", "转诊", "Asia/Shanghai")
    assert process.starter_groups == ("community_doctor", "nurse@gp")
    assert process.cancel_groups == ("community_head",)
    assert process.start_events == ("start",)
    assert process.message_starts == (("asked", "ReferralRequest"),)
    assert process.documentation.en == "From the community to the hospital."
    lane = deployment.model.lane_of("slip")
    assert lane is not None
    assert lane.name.en == "Head"
    slip = deployment.model.node("slip")
    assert isinstance(slip, UserTask)
    assert slip.name.render("zh-hans") == "填写转出单"
    assert slip.different_from == ("start",)
    assert (slip.action.en, slip.action.zh) == ("Send", "发送")
    assert (slip.documentation.en, slip.documentation.zh) == ("Write it.", "请填写。")
    assert set(deployment.forms) == {"slip"}


def test_indices_follow_the_document_and_files_their_names():
    files = {
        f"{name}.bpmn": f'{HEAD}<process id="p{name}"><task id="t{name}1"/><task id="t{name}2"/></process></definitions>'
        for name in ("b", "a")
    }
    deployment = read_deployment({name: text.encode() for name, text in files.items()})
    assert [node.id for node in deployment.model.nodes] == ["ta1", "ta2", "tb1", "tb2"]
    again = read_deployment({name: files[name].encode() for name in sorted(files)})
    assert again.content_hash == deployment.content_hash


def test_ten_thousand_nodes_in_a_row_and_forty_inside_each_other_do_not_recurse():
    nodes = "".join(f'<task id="t{n}"/>' for n in range(10_000))
    flows = "".join(f'<sequenceFlow id="f{n}" sourceRef="t{n}" targetRef="t{n + 1}"/>' for n in range(9_999))
    text = f'{HEAD}<process id="p" isExecutable="true">{nodes}{flows}</process></definitions>'
    started = time.process_time()
    deployment = read_deployment({"long.bpmn": text.encode()})
    assert time.process_time() - started < 20
    result = advance(deployment.model, None, commands.Start("p"), NOW)
    assert result.state.has_ended
    assert sum(event.kind == "activity_completed" for event in result.events) == 10_000

    opened = "".join(f'<subProcess id="s{n}">' for n in range(40))
    deep = f'{HEAD}<process id="p" isExecutable="true">{opened}<userTask id="u"/>{"</subProcess>" * 40}</process></definitions>'
    result = advance(read_deployment({"deep.bpmn": deep.encode()}).model, None, commands.Start("p"), NOW)
    assert len(result.state.frames) == 41
