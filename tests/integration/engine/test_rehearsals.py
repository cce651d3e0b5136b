"""Nothing is published by a person that was not rehearsed, or has a reason."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from engine.actor import Actor
from engine.commands import rehearse_deployment as rehearsing
from engine.commands.deployments import ReviewDeployment, SaveDraft, publish_deployment, save_draft, submit_deployment
from engine.commands.rehearse_deployment import RehearseDeployment, rehearse_deployment, run_rehearsals
from engine.errors import InvalidState, NotAuthorised, NotFound
from engine.models import Deployment, Rehearsal
from engine.queries.rehearsals import rehearsal
from engine.rehearsal import rehearse
from engine.rehearsal.apart import RehearsalFailed, rehearse_apart
from tests.integration.engine.conftest import WARD

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:carelane="urn:carelane:bpmn:1"'
    ' targetNamespace="urn:test">'
)
CLEAN = (
    f'{HEAD}<process id="walk" isExecutable="true"><startEvent id="s"/><userTask id="t" carelane:candidateGroups="doctor@ward"/>'
    '<endEvent id="e"/>'
    '<sequenceFlow id="f1" sourceRef="s" targetRef="t"/><sequenceFlow id="f2" sourceRef="t" targetRef="e"/></process>'
    "</definitions>"
)
STUCK = CLEAN.replace('<endEvent id="e"/>', '<exclusiveGateway id="g"/><endEvent id="e"/>').replace(
    'targetRef="e"/></process>',
    'targetRef="g"/><sequenceFlow id="f3" sourceRef="g" targetRef="e"><conditionExpression>x = 1</conditionExpression>'
    '</sequenceFlow><sequenceFlow id="f4" sourceRef="g" targetRef="t"><conditionExpression>x = 2</conditionExpression>'
    "</sequenceFlow></process>",
)


def person(number: int, *permissions: str) -> Actor:
    return Actor(number, frozenset({WARD}), permissions=frozenset((WARD, permission) for permission in permissions))


@pytest.fixture
def author(django_user_model, db):
    return person(django_user_model.objects.create(username="author").pk, "design", "publish")


@pytest.fixture
def second(django_user_model, db):
    return person(django_user_model.objects.create(username="second").pk, "design", "publish")


@pytest.fixture
def in_the_worker(monkeypatch):
    """No model is small enough to be rehearsed at once."""
    monkeypatch.setattr(rehearsing, "SMALL", 0)


def inline(files):
    return rehearse({name: text.encode() for name, text in files.items()}).as_dict()


def submitted(author: Actor, text: str) -> Deployment:
    draft = save_draft(SaveDraft(author, "walk", "Walk", {"walk.bpmn": text.encode()}))
    return submit_deployment(ReviewDeployment(author, draft.pk))


def test_a_small_model_is_rehearsed_when_it_is_sent_for_review(author, second, clock):
    draft = submitted(author, CLEAN)
    found = rehearsal(second, draft.pk)
    assert (found.state, found.is_clean, found.covered, found.all) == ("done", True, 5, 5)
    assert publish_deployment(ReviewDeployment(second, draft.pk)).state == "published"


def test_publishing_waits_for_the_rehearsal(author, second, in_the_worker, clock):
    # given a model that the worker rehearses
    draft = submitted(author, CLEAN)
    assert rehearsal(second, draft.pk).state == "waiting"
    with pytest.raises(InvalidState, match="rehearsal of this version to have ended"):
        publish_deployment(ReviewDeployment(second, draft.pk, override_reason="in a hurry"))
    # when it has done so
    assert run_rehearsals(inline) == 1
    assert run_rehearsals(inline) == 0
    # then it can be published
    assert publish_deployment(ReviewDeployment(second, draft.pk)).override_reason == ""


def test_what_is_not_clean_needs_a_reason_that_is_kept(author, second, clock):
    draft = submitted(author, STUCK)
    run_rehearsals(inline)
    found = rehearsal(second, draft.pk)
    assert not found.is_clean
    assert "rehearsal.incident" in [finding["rule"] for finding in found.findings]
    with pytest.raises(InvalidState, match="clean rehearsal"):
        publish_deployment(ReviewDeployment(second, draft.pk))
    with pytest.raises(InvalidState, match="clean rehearsal"):
        publish_deployment(ReviewDeployment(second, draft.pk, override_reason="  "))
    published = publish_deployment(ReviewDeployment(second, draft.pk, override_reason="x is always given by the lab"))
    assert (published.override_reason, published.reviewer_id) == ("x is always given by the lab", second.id)


def test_the_author_cannot_override(author, second, clock):
    draft = submitted(author, STUCK)
    run_rehearsals(inline)
    with pytest.raises(NotAuthorised):
        publish_deployment(ReviewDeployment(author, draft.pk, override_reason="I know what I do"))


def test_the_same_files_are_rehearsed_once(author, second, clock):
    submitted(author, CLEAN)
    again = save_draft(SaveDraft(second, "walk", "Walk", {"walk.bpmn": CLEAN.encode()}))
    assert rehearsal(second, again.pk).state == "done"
    assert Rehearsal.objects.count() == 1


def test_a_rehearsal_that_fails_is_tried_again_and_then_said(author, second, in_the_worker, clock):
    draft = submitted(author, CLEAN)

    def fail(files):
        raise RehearsalFailed("out of memory")

    assert run_rehearsals(fail) == 3
    assert (rehearsal(second, draft.pk).state, rehearsal(second, draft.pk).error) == ("failed", "out of memory")
    # when somebody asks again
    rehearse_deployment(RehearseDeployment(second, draft.pk))
    assert run_rehearsals(inline) == 1
    assert rehearsal(second, draft.pk).is_clean


def test_a_draft_can_be_rehearsed_before_review(author, clock):
    draft = save_draft(SaveDraft(author, "walk", "Walk", {"walk.bpmn": CLEAN.encode()}))
    assert rehearsal(author, draft.pk).state == "none"
    rehearse_deployment(RehearseDeployment(author, draft.pk))
    run_rehearsals(inline)
    assert rehearsal(author, draft.pk).is_clean


def test_a_draft_with_errors_is_not_rehearsed(author, clock):
    broken = CLEAN.replace('targetRef="e"', 'targetRef="nowhere"')
    draft = save_draft(SaveDraft(author, "walk", "Walk", {"walk.bpmn": broken.encode()}))
    with pytest.raises(InvalidState):
        rehearse_deployment(RehearseDeployment(author, draft.pk))


def test_who_has_nothing_to_do_with_processes_sees_and_asks_nothing(author, clock):
    draft = save_draft(SaveDraft(author, "walk", "Walk", {"walk.bpmn": CLEAN.encode()}))
    outsider = person(99, "work")
    with pytest.raises(NotAuthorised):
        rehearsal(outsider, draft.pk)
    with pytest.raises(NotAuthorised):
        rehearse_deployment(RehearseDeployment(outsider, draft.pk))
    with pytest.raises(NotFound):
        rehearse_deployment(RehearseDeployment(author, draft.pk + 1000))


def test_a_process_of_its_own_gives_the_same_result():
    assert rehearse_apart({"walk.bpmn": CLEAN}) == inline({"walk.bpmn": CLEAN})


def test_a_process_of_its_own_that_fails_says_so():
    with pytest.raises(RehearsalFailed, match="DeploymentRefused"):
        rehearse_apart({"walk.bpmn": "no XML"})


def test_the_command_line_tells_and_refuses(tmp_path, capsys):
    good, bad = tmp_path / "walk.bpmn", tmp_path / "stuck.bpmn"
    good.write_text(CLEAN)
    bad.write_text(STUCK)
    call_command("rehearse", str(good))
    assert "5 of 5 elements and flows reached" in capsys.readouterr().out
    with pytest.raises(CommandError, match="not clean"):
        call_command("rehearse", str(bad))
