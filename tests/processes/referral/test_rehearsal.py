"""The rehearsal of both pools together: what it reaches without a test having to say how."""

from __future__ import annotations

import pytest

from bpmn.loader import load, shipped_rehearsal
from engine.rehearsal import Rehearsal, rehearse


@pytest.fixture(scope="module")
def found() -> Rehearsal:
    return rehearse(load("referral").files)


def test_reaches_every_node_and_flow_with_values_alone(found: Rehearsal) -> None:
    assert found.unreached == ()
    assert found.forced == ()
    assert len(found.reached) == found.nodes + found.flows


def test_finds_no_dead_end_no_endless_loop_no_incident_no_difference(found: Rehearsal) -> None:
    assert [finding for finding in found.findings if finding.severity != "info"] == []


def test_runs_every_path_on_both_engines(found: Rehearsal) -> None:
    assert found.compared == {"referral_in": "compared", "referral_out": "compared"}
    assert {path.reference for path in found.paths} <= {"agrees", "differs"}
    known = {finding.rule for finding in found.findings if "known_fault" in finding.rule}
    assert known <= {"rehearsal.known_fault.non_interrupting_once"}  # a second new slot while the patient waits
    assert {path.outcome for path in found.paths} >= {"completed", "terminated"}


def test_the_result_that_is_shipped_is_that_of_the_shipped_files(found: Rehearsal) -> None:
    shipped = shipped_rehearsal(found.content_hash)
    assert shipped is not None, "run: manage.py rehearse --family referral --write"
    assert (shipped["version"], shipped["is_clean"], shipped["reached"]) == (found.version, True, list(found.reached))
