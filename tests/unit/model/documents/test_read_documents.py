"""What is read from BPMN files, and what is said about those that are not in order."""

from __future__ import annotations

import pytest

from engine.model.bpmn_elements import BPMN, CARELANE
from engine.model.documents import Documents, read_documents
from engine.model.findings import Finding

HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<bpmn:definitions xmlns:bpmn="{BPMN}" xmlns:carelane="{CARELANE}" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" id="d" targetNamespace="urn:t">\n'
)
PLAIN = '<bpmn:process id="p" name="P" isExecutable="true"><bpmn:startEvent id="s"/></bpmn:process>\n'
TWO_POOLS = """
<bpmn:message id="M1" name="ReferralRequest"/>
<bpmn:error id="E1" name="No bed" errorCode="NO_BED"/>
<bpmn:signal id="S1" name="Alarm"/>
<bpmn:escalation id="X1" name="Late" escalationCode="LATE"/>
<bpmn:dataStore id="D1"/>
<bpmn:correlationProperty id="C1" name="number">
  <bpmn:correlationPropertyRetrievalExpression messageRef="M1">
    <bpmn:formalExpression>referral_number</bpmn:formalExpression>
  </bpmn:correlationPropertyRetrievalExpression>
</bpmn:correlationProperty>
<bpmn:collaboration id="Co">
  <bpmn:participant id="Pool_out" name="Community" processRef="out"/>
  <bpmn:participant id="Pool_in" name="Hospital" processRef="in"/>
  <bpmn:participant id="Pool_lab" name="Laboratory"/>
  <bpmn:messageFlow id="MF" sourceRef="send" targetRef="Pool_in" messageRef="M1"/>
  <bpmn:correlationKey id="K1" name="referral"><bpmn:correlationPropertyRef>C1</bpmn:correlationPropertyRef></bpmn:correlationKey>
</bpmn:collaboration>
<bpmn:process id="out" name="Refer" carelane:nameZh="转出" isExecutable="true">
  <bpmn:laneSet id="ls">
    <bpmn:lane id="L1" name="Centre">
      <bpmn:childLaneSet id="cls">
        <bpmn:lane id="L2" name="Doctor"><bpmn:flowNodeRef>send</bpmn:flowNodeRef></bpmn:lane>
      </bpmn:childLaneSet>
    </bpmn:lane>
  </bpmn:laneSet>
  <bpmn:sendTask id="send" messageRef="M1" carelane:targetOrganisation="=to_organisation_id"/>
  <bpmn:callActivity id="call" calledElement="in"/>
</bpmn:process>
<bpmn:process id="in" isExecutable="false"/>
<bpmn:process id="later"/>
"""


def read(**files: str) -> Documents:
    return read_documents({f"{name}.bpmn": f"{HEAD}{body}</bpmn:definitions>".encode() for name, body in files.items()})


def errors(documents: Documents) -> list[tuple[str, str]]:
    return [(finding.rule, finding.element_id) for finding in documents.findings if finding.severity == "error"]


@pytest.fixture
def pools() -> Documents:
    documents = read(pools=TWO_POOLS)
    assert documents.findings == ()
    return documents


def test_processes_stand_in_document_order_with_what_they_say_of_themselves(pools: Documents) -> None:
    assert [(process.id, process.name, process.is_executable) for process in pools.processes] == [
        ("out", "Refer", True),
        ("in", "", False),
        ("later", "", None),
    ]
    assert pools.processes[0].line > 3
    assert pools.processes[0].element.get(f"{{{CARELANE}}}nameZh") == "转出"


def test_root_elements_are_found_by_reference(pools: Documents) -> None:
    message = pools.resolve("messages", "t:M1", "pools.bpmn")
    error = pools.resolve("errors", "E1", "pools.bpmn")
    escalation = pools.resolve("escalations", "X1", "pools.bpmn")
    signal = pools.resolve("signals", "S1", "pools.bpmn")

    assert message is not None and message.name == "ReferralRequest"
    assert error is not None and (error.name, error.code) == ("No bed", "NO_BED")
    assert escalation is not None and escalation.code == "LATE"
    assert signal is not None and signal.name == "Alarm"
    assert pools.resolve("data_stores", "D1", "pools.bpmn") is not None
    assert pools.resolve("messages", "nope", "pools.bpmn") is None


def test_pools_message_flows_and_correlation(pools: Documents) -> None:
    [collaboration] = pools.collaborations
    [correlation] = pools.documents[0].correlation_properties

    assert [(each.name, each.process_ref) for each in collaboration.participants] == [
        ("Community", "out"),
        ("Hospital", "in"),
        ("Laboratory", ""),
    ]
    assert [(each.source_ref, each.target_ref, each.message_ref) for each in collaboration.message_flows] == [
        ("send", "Pool_in", "M1")
    ]
    assert (correlation.retrievals, correlation.keys) == ((("M1", "referral_number"),), ("referral",))


def test_lanes_keep_their_parents_and_calls_their_owner(pools: Documents) -> None:
    [call] = pools.documents[0].calls

    assert [lane.name for lane in pools.documents[0].lanes["send"]] == ["Centre", "Doctor"]
    assert (call.id, call.called_element, call.process_id) == ("call", "in", "out")


def test_a_reference_means_its_own_file_first() -> None:
    documents = read(
        a='<bpmn:message id="M" name="A"/>' + PLAIN, b='<bpmn:message id="M" name="B"/>' + PLAIN.replace('"p"', '"q"')
    )

    found = [documents.resolve("messages", "M", file) for file in ("a.bpmn", "b.bpmn")]

    assert [each.name for each in found if each] == ["A", "B"]


def test_what_has_no_id_gets_one() -> None:
    documents = read(
        m='<bpmn:message name="N"/><bpmn:process isExecutable="true"><bpmn:task/><bpmn:task id="unnamed_task_1"/></bpmn:process>'
    )

    assert documents.processes[0].id == "unnamed_process_1"
    assert list(documents.documents[0].messages) == ["unnamed_message_1"]
    assert "unnamed_task_2" in documents.documents[0].by_id


def test_a_schema_error_names_line_and_element_and_the_file_can_still_be_opened() -> None:
    documents = read(m='<bpmn:process id="p">\n<bpmn:startEvent id="s" colour="red"/>\n<bpmn:nonsense/></bpmn:process>')

    assert [(finding.rule, finding.element_id, finding.line) for finding in documents.findings] == [
        ("bpmn.schema", "s", 4),
        ("bpmn.schema", "p", 5),
    ]
    assert "colour" in str(documents.findings[0])
    assert len(documents.processes) == 1


def test_a_large_document_is_checked_in_a_stream_with_lines() -> None:
    body = "\n".join(f'<bpmn:task id="t{index}"/>' for index in range(16_000))

    documents = read(m=f'<bpmn:process id="p">\n{body}\n<bpmn:task id="bad" colour="red"/></bpmn:process>')

    assert [(finding.rule, finding.line) for finding in documents.findings] == [("bpmn.schema", 16_004)]


def test_a_large_document_without_errors_has_no_findings() -> None:
    body = "\n".join(f'<bpmn:task id="t{index}"/>' for index in range(16_000))

    assert read(m=f'<bpmn:process id="p">{body}</bpmn:process>').findings == ()


def test_lines_beyond_what_the_parser_counts_are_found() -> None:
    documents = read(m="\n" * 70_000 + PLAIN)

    assert documents.documents[0].line_of(documents.processes[0].element) == 70_003


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"m": PLAIN + PLAIN.replace('"s"', '"t"')}, {"bpmn.duplicate_process", "bpmn.duplicate_id", "bpmn.schema"}),
        ({"a": PLAIN, "b": PLAIN}, {"bpmn.duplicate_process"}),
        ({"m": PLAIN + '<bpmn:message id="s"/>'}, {"bpmn.duplicate_id", "bpmn.schema"}),
        ({"m": '<bpmn:message id="M"/>'}, {"bpmn.no_process"}),
        ({"m": '<bpmn:correlationProperty id="c"/>' + PLAIN}, {"bpmn.schema", "bpmn.index"}),
    ],
)
def test_mistakes_across_elements_are_errors(files: dict[str, str], expected: set[str]) -> None:
    assert {rule for rule, _ in errors(read(**files))} == expected


@pytest.mark.parametrize(
    ("file", "raw", "rule"),
    [
        ("m.bpmn", b'<definitions xmlns="http://schema.omg.org/spec/BPMN/2.0"/>', "bpmn.root"),
        ("m.bpmn", b"<definitions/>", "bpmn.root"),
        ("m.txt", b"<definitions/>", "gate.file_kind"),
        ("../m.bpmn", b"<definitions/>", "gate.file_name"),
        ("a/m.bpmn", b"<definitions/>", "gate.file_name"),
        (".bpmn", b"<definitions/>", "gate.file_name"),
        ("m\n.bpmn", b"<definitions/>", "gate.file_name"),
    ],
)
def test_files_of_another_kind_are_refused(file: str, raw: bytes, rule: str) -> None:
    documents = read_documents({file: raw})

    assert [finding.rule for finding in documents.findings] == [rule]
    assert documents.documents == ()


def test_too_many_files_are_refused_unopened() -> None:
    documents = read_documents({f"m{index}.bpmn": b"<" for index in range(101)})

    assert [finding.rule for finding in documents.findings] == ["gate.too_many_files"]


def test_forms_and_decisions_are_left_to_their_readers() -> None:
    assert read_documents({"slip.form.json": b"{", "rules.dmn": b"<"}).findings == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "iso-8859-1"])
def test_common_encodings_are_read(encoding: str) -> None:
    name = "转出" if encoding != "iso-8859-1" else "é"
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    text = (HEAD + PLAIN.replace('name="P"', f'name="{name}"') + "</bpmn:definitions>").replace("UTF-8", declared)

    documents = read_documents({"m.bpmn": text.encode(encoding)})

    assert documents.findings == ()
    assert documents.processes[0].name == name
    assert documents.processes[0].line == 3


def test_comments_cannot_split_a_text() -> None:
    documents = read(
        m=PLAIN.replace(
            "</bpmn:process>", "<bpmn:scriptTask id='x'><bpmn:script>a<!-- b -->c</bpmn:script></bpmn:scriptTask></bpmn:process>"
        )
    )

    assert documents.documents[0].by_id["x"][0].text == "ac"


def test_a_finding_speaks_both_languages_and_json() -> None:
    finding: Finding = read(a=PLAIN, b=PLAIN).findings[0]

    assert finding.place == "b.bpmn:3"
    assert "stands again in a.bpmn" in str(finding)
    assert "重复" in finding.message_zh
    assert finding.as_dict()["params"] == {"process_id": "p", "other": "a.bpmn"}
