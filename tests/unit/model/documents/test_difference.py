"""What a second person is told about two versions of a model."""

from __future__ import annotations

from bpmn.loader import load
from engine.model.difference import Change, difference
from tests.webui.errands import errand_files

ERRAND = errand_files()["errand.bpmn"]


def changed(old: str, new: str) -> tuple[Change, ...]:
    assert old in ERRAND.decode(), old
    return difference(ERRAND, ERRAND.decode().replace(old, new, 1).encode()).changes


def test_the_same_file_has_no_difference() -> None:
    assert difference(ERRAND, ERRAND).changes == ()


def test_a_changed_property_is_told_before_and_after() -> None:
    [change] = changed('carelane:formKey="errand"', 'carelane:formKey="other"')
    assert (change.kind, change.tag) == ("changed", "userTask")
    assert [(fact.name, fact.before, fact.after) for fact in change.facts] == [("formKey", "errand", "other")]


def test_a_renamed_id_is_one_gone_and_one_come() -> None:
    renamed = ERRAND.replace(b'"ask"', b'"request"')
    kinds = sorted((change.kind, change.tag) for change in difference(ERRAND, renamed).changes if change.tag == "userTask")
    assert kinds == [("added", "userTask"), ("removed", "userTask")]


def test_what_an_element_owns_counts_as_its_own() -> None:
    raw = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:c="urn:carelane:bpmn:1"><process id="p">
    <boundaryEvent id="b" attachedToRef="t"><timerEventDefinition id="d"><timeDuration>PT4H</timeDuration></timerEventDefinition>
    </boundaryEvent><userTask id="t"><extensionElements><c:ioMapping><c:input source="=a" target="a"/></c:ioMapping>
    </extensionElements></userTask></process></definitions>"""
    now = raw.replace(b"PT4H", b"PT8H").replace(b"<c:ioMapping>", b'<c:ioMapping><c:input source="=n" target="n"/>')
    found = {change.element_id: change.facts for change in difference(raw, now).changes}
    assert [(fact.name, fact.before, fact.after) for fact in found.pop("b")] == [
        ("timerEventDefinition/timeDuration", "PT4H", "PT8H")
    ]
    assert [(fact.name, fact.before, fact.after) for fact in found.pop("t")] == [("input/n/source", "", "=n")]
    assert found == {}


def test_what_cannot_be_read_cannot_be_compared() -> None:
    assert not difference(b"not xml", ERRAND).is_readable


def test_moving_is_counted_not_listed() -> None:
    shipped = load("referral").files["two_way_referral.bpmn"]
    moved = shipped.replace(b'<dc:Bounds x="', b'<dc:Bounds x="1', 1)
    assert (difference(shipped, moved).changes, difference(shipped, moved).moved) == ((), 1)
