"""A known fault of the reference engine explains a difference only where its construct stands."""

from __future__ import annotations

from engine.model import read_deployment
from engine.rehearsal import rehearse
from engine.rehearsal.acts import Act
from engine.rehearsal.reference.driver import Difference
from engine.rehearsal.reference.faults import FAULTS, known
from engine.rehearsal.world import Watch
from tests.unit.runtime.instance import FIXTURES, inline


def fixture(name: str):
    path = FIXTURES / f"{name}.bpmn"
    return rehearse({path.name: path.read_bytes()})


def test_a_link_is_explained_by_its_fault():
    rules = [finding.rule for finding in fixture("links").findings]
    assert rules == ["rehearsal.known_fault.link_event"]


def test_a_reminder_that_comes_twice_is_explained_by_its_fault():
    assert "rehearsal.known_fault.non_interrupting_once" in [finding.rule for finding in fixture("timers").findings]


def test_no_fault_explains_a_difference_in_a_plain_sequence():
    # given a model without any construct that SpiffWorkflow gets wrong
    model = inline(
        '<startEvent id="s"/><userTask id="t"/><endEvent id="e"/>'
        '<sequenceFlow id="f" sourceRef="s" targetRef="t"/><sequenceFlow id="g" sourceRef="t" targetRef="e"/>'
    )
    act = Act("complete", 0, "t")
    difference = Difference(act, {}, {}, ("e",), "made up")
    # then a difference stays unexplained
    assert known(model, [Watch(act, [], [])], difference) is None


def test_a_fault_does_not_explain_what_lies_before_its_construct():
    path = FIXTURES / "links.bpmn"
    model = read_deployment({path.name: path.read_bytes()}).model
    first = next(node for node in model.nodes if node.tag == "startEvent")
    act = Act("start", 0, first.id)
    assert known(model, [Watch(act, [], [])], Difference(act, {}, {}, (first.id,), "made up")) is None


def test_every_fault_says_its_reason_in_both_languages():
    assert all(fault.reason.en and fault.reason.zh for fault in FAULTS)
    assert len({fault.id for fault in FAULTS}) == len(FAULTS)
